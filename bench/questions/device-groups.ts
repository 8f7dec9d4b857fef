import type { Question } from './question.ts'

export const DEVICE_GROUPS = `query Groups($first: Int!) {
  pciDeviceGroups(by: [PRODUCT, STATUS], first: $first) {
    nodes { vendorId productId status count }
  }
}`

export const deviceGroups: Question = {
  name: 'groups',
  title: 'devices counted by model and status',
  document: DEVICE_GROUPS,
  variables: () => ({ first: 500 }),
  form: 'answer',
}
