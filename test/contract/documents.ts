/** Every field of every type. contract.ts checks against the schema that none is left out. */
export const SERVERS = /* GraphQL */ `
  query ContractServers($after: String, $scope: ProjectScope! = VISIBLE) {
    servers(first: 100, after: $after, scope: $scope) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        name
        status
        statusText
        powerState
        powerStateCode
        vmState
        taskState
        progress
        fault {
          code
          message
          details
          createdAt
        }
        description
        hostname
        locked
        lockedReason
        projectId
        project {
          id
          name
          description
          domainId
          enabled
        }
        userId
        flavor {
          name
          vcpus
          memoryMib
          diskGib
          ephemeralGib
          swapMib
          extraSpecs {
            key
            value
          }
          flavor {
            id
            name
            description
            vcpus
            memoryMib
            diskGib
            ephemeralGib
            swapMib
            isPublic
            extraSpecs {
              key
              value
            }
          }
        }
        imageId
        keyName
        availabilityZone
        pinnedAvailabilityZone
        addresses {
          network
          address
          version
          type
          macAddress
        }
        metadata {
          key
          value
        }
        tags
        volumeIds
        configDrive
        createdAt
        updatedAt
        launchedAt
        terminatedAt
        hostId
        host
        hypervisorHostname
        hostStatus
        hostStatusText
        instanceName
        hypervisor {
          id
        }
        pciDevices {
          databaseId
        }
        pciRequests {
          aliasName
          count
        }
      }
    }
  }
`

export const HYPERVISORS = /* GraphQL */ `
  query ContractHypervisors($after: String) {
    hypervisors(first: 100, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        hostname
        state
        stateText
        status
        statusText
        type
        version
        hostIp
        cpuInfo {
          architecture
          model
          vendor
          features
          sockets
          cores
          threads
        }
        service {
          id
          host
          disabledReason
          binary
          zone
          state
          status
          forcedDown
          stateText
          statusText
          lastSeenAt
        }
        availabilityZone
        aggregates {
          id
          databaseId
          name
          availabilityZone
          hosts
          metadata {
            key
            value
          }
          hypervisors {
            id
          }
        }
        stats {
          source
          vcpus
          vcpusUsed
          memoryMib
          memoryUsedMib
          memoryFreeMib
          diskGib
          diskUsedGib
          diskFreeGib
          diskAvailableLeastGib
          serverCount
          currentWorkload
        }
        pciStats {
          vendorId
          vendor {
            id
            name
          }
          productId
          product {
            id
            name
            vendor {
              id
            }
          }
          type
          typeText
          numaNode
          tags {
            key
            value
          }
          free
          total
          allocated
          claimed
          blocked
        }
        pciDevices(first: 1000) {
          totalCount
          nodes {
            databaseId
          }
        }
        servers(first: 1000) {
          totalCount
          nodes {
            id
          }
        }
      }
    }
  }
`

const DEVICE_FIELDS = /* GraphQL */ `
  fragment DeviceFields on PciDevice {
    id
    databaseId
    cell {
      name
      uuid
      database
      reachable
      observedAt
    }
    slot {
      host
      address
    }
    address
    vendorId
    vendor {
      id
      name
    }
    productId
    product {
      id
      name
      vendor {
        id
      }
    }
    type
    typeText
    status
    statusText
    label
    hypervisorDeviceName
    numaNode
    parentAddress
    physicalFunction {
      id
    }
    virtualFunctions {
      id
    }
    networkFeatures
    serialNumber
    macAddress
    liveMigratable
    extraInfo
    requestId
    hypervisor {
      id
    }
    hypervisorHostname
    hypervisorDatabaseId
    serverId
    server {
      id
    }
    projectId
    project {
      id
    }
    onServerHost
    observedAt
    stale
    createdAt
    updatedAt
  }
`

export const DEVICES = /* GraphQL */ `
  ${DEVICE_FIELDS}
  query ContractDevices($after: String) {
    pciDevices(first: 200, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...DeviceFields
      }
    }
  }
`

export const OWN_DEVICES = /* GraphQL */ `
  ${DEVICE_FIELDS}
  query ContractOwnDevices($after: String) {
    servers(first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        pciDevices {
          ...DeviceFields
        }
      }
    }
  }
`
