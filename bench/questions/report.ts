import type { Question } from './question.ts'

export const REPORT = `query Report($first: Int, $after: String) {
  servers(first: $first, after: $after) {
    nodes {
      id
      name
      pciDevices { address productId }
      hypervisor { hostname pciStats { vendorId productId free } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

export const report: Question = {
  name: 'report',
  title: 'all servers of the cloud with devices and hosts',
  document: REPORT,
  // All of it; who cannot stream is asked for pages.
  variables: () => ({}),
  form: 'report',
}
