import type { Question } from './question.ts'

export const ONE_SERVER = `query One($id: ID!) {
  server(id: $id) {
    id
    name
    pciDevices { address productId }
    hypervisor { hostname pciStats { vendorId productId free } }
  }
}`

export const oneServer: Question = {
  name: 'one',
  title: 'one server with devices and host',
  document: ONE_SERVER,
  variables: ({ serverWithDevices }) => ({ id: serverWithDevices }),
  form: 'answer',
}
