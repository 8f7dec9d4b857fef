import type { Question } from './question.ts'

/** Through two graphs: servers and their devices are Nova's, the port that is plugged in by a device is Neutron's. */
const JOINED_PAGE = `query Joined($first: Int!) {
  servers(first: $first) {
    nodes {
      id
      name
      pciDevices { address productId port { macAddress vnicType network { name } } }
      hypervisor { hostname }
    }
  }
}`

export function joinedPage(name: string, first: number): Question {
  return {
    name,
    title: `a page of ${first} servers, their devices and the ports of those`,
    document: JOINED_PAGE,
    variables: () => ({ first }),
    form: 'answer',
  }
}
