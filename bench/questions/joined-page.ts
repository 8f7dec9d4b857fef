import type { Question } from './question.ts'

/** Through two graphs: servers and their devices are Nova's, what was bought and where it stands is of the example `assets`. */
const JOINED_PAGE = `query Joined($first: Int!) {
  servers(first: $first) {
    nodes {
      id
      name
      pciDevices { address productId asset { tag serial rack { room } } }
      hypervisor { hostname }
    }
  }
}`

export function joinedPage(name: string, first: number): Question {
  return {
    name,
    title: `a page of ${first} servers, their devices and the register's word on those`,
    document: JOINED_PAGE,
    variables: () => ({ first }),
    form: 'answer',
  }
}
