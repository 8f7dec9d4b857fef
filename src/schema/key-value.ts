import { builder } from './builder.ts'
import { SHAREABLE } from './directives.ts'
import { AS_PARENT, ruled } from './rule.ts'

/** A name and a value of a free-form map, which GraphQL has no type for. */
export const KeyValue = builder.objectRef<readonly [key: string, value: string | null]>('NovaKeyValue').implement({
  description: 'One entry of a free-form map of Nova: metadata, extra specs.',
  extensions: { ...SHAREABLE, ...ruled(AS_PARENT) },
  fields: (t) => ({
    key: t.string({ nullable: false, description: 'The name.', resolve: ([key]) => key }),
    value: t.string({ description: 'The text under it.', resolve: ([, value]) => value }),
  }),
})
