import type { Question } from './question.ts'

/** The main question: which server holds which device, on which host, and what is left there. Three levels, four sources. */
export const PAGE_OF_SERVERS = `query Page($first: Int!) {
  servers(first: $first) {
    nodes {
      id
      name
      pciDevices { address productId }
      hypervisor { hostname pciStats { vendorId productId free } }
    }
  }
}`

export function pageOfServers(name: string, first: number): Question {
  return {
    name,
    title: `a page of ${first} servers with devices and hosts`,
    document: PAGE_OF_SERVERS,
    variables: () => ({ first }),
    form: 'answer',
  }
}
