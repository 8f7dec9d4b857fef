import { builder } from './builder.ts'

export const OrderDirection = builder.enumType('NovaOrderDirection', {
  description: 'Which way a list goes.',
  values: {
    ASC: { value: 'asc', description: 'From the least; null last.' },
    DESC: { value: 'desc', description: 'From the greatest; null first.' },
  } as const,
})
