/** The part of pcigraph's graph that the questions are about, for the engines that it is compared with. */
export const TYPE_DEFS = /* GraphQL */ `
  type Query {
    server(id: ID!): Server
    servers(first: Int! = 50, after: String): ServerConnection
    pciDevices(first: Int! = 50, filter: PciDeviceFilter): PciDeviceConnection
    pciDeviceGroups(by: [PciDeviceGrouping!]!, first: Int! = 50): PciDeviceGroupConnection
  }

  type ServerConnection {
    nodes: [Server!]!
    pageInfo: PageInfo!
  }

  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }

  type Server {
    id: ID!
    name: String
    project: Project
    pciDevices: [PciDevice!]
    hypervisor: Hypervisor
  }

  type Project {
    id: ID!
    name: String
  }

  type Hypervisor {
    id: ID!
    hostname: String
    pciStats: [PciPool!]
  }

  type PciPool {
    vendorId: ID
    productId: ID
    free: Int!
  }

  type PciDeviceConnection {
    nodes: [PciDevice!]!
  }

  type PciDevice {
    address: String
    productId: ID
    status: PciDeviceStatus
    hypervisorHostname: String
    server: Server
  }

  enum PciDeviceStatus {
    AVAILABLE
    CLAIMED
    ALLOCATED
    UNAVAILABLE
    UNCLAIMABLE
    UNRECOGNIZED
  }

  input PciDeviceFilter {
    vendorId: PciDeviceIdFilter!
    productId: PciDeviceIdFilter!
  }

  input PciDeviceIdFilter {
    eq: ID!
  }

  enum PciDeviceGrouping {
    PRODUCT
    STATUS
  }

  type PciDeviceGroupConnection {
    nodes: [PciDeviceGroup!]!
  }

  type PciDeviceGroup {
    vendorId: ID
    productId: ID
    status: PciDeviceStatus
    count: Int!
  }
`
