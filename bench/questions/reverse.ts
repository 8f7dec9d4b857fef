import type { Question } from './question.ts'

/** The other way round: who holds the devices of this model. */
export const REVERSE = `query Reverse($vendorId: ID!, $productId: ID!, $first: Int!) {
  pciDevices(first: $first, filter: { vendorId: { eq: $vendorId }, productId: { eq: $productId } }) {
    nodes {
      address
      status
      hypervisorHostname
      server { id name project { id name } }
    }
  }
}`

export const reverse: Question = {
  name: 'reverse',
  title: 'one model of device to its servers and their projects',
  document: REVERSE,
  // Tesla T4: many, and not all of them in use.
  variables: () => ({ vendorId: '10de', productId: '1eb8', first: 500 }),
  form: 'answer',
}
