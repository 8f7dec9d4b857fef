import type { Config } from '../../config.ts'
import { Forbidden } from '../../errors.ts'
import { newRequestId, type Call } from '../../model/call.ts'
import { NO_SPAN } from '../../model/span.ts'
import type { Caller } from '../../model/caller.ts'
import { createUpstream } from '../../sources/http/upstream.ts'
import type { CloudConfig, ServiceType } from '../../sources/keystone/cloud-config.ts'
import { createKeystone } from '../../sources/keystone/create-keystone.ts'
import { createOwnSession } from '../../sources/keystone/own-session.ts'
import { createNova } from '../../sources/nova/create-nova.ts'
import { createPlacement } from '../../sources/placement/create-placement.ts'
import { createLog } from '../../telemetry/log.ts'
import { signInFailure } from '../sign-in.ts'
import { failed, ok, warning, type Finding, type Step } from './step.ts'

/** Keystone, Nova and Placement, by the very code that the gateway asks them with. */
export function cloudSteps(
  cloud: CloudConfig,
  config: Config,
): { readonly steps: readonly Step[]; close(): Promise<void> } {
  const log = createLog(config.logLevel)
  const upstream = (name: 'nova' | 'keystone' | 'placement') =>
    createUpstream({ name, tls: cloud.tls, ...config.upstream, log })
  const session = createOwnSession({ cloud, upstream: upstream('keystone'), log })
  const keystone = createKeystone({ authUrl: cloud.authUrl, upstream: upstream('keystone') })
  const nova = createNova({ session, upstream: upstream('nova'), log })
  const placement = createPlacement({ session, upstream: upstream('placement') })

  const call = async (signal: AbortSignal): Promise<Call> => {
    const caller = await keystone.authenticate(await session.token(signal), { signal })
    return {
      caller,
      signal,
      requestId: newRequestId(),
      span: NO_SPAN,
      receipt: { addCall: ignore, addStatement: ignore, addStale: ignore, addPartial: ignore },
      log,
    }
  }

  async function signIn(signal: AbortSignal): Promise<Finding> {
    await session.token(signal).catch((error: unknown) => {
      throw signInFailure(error)
    })
    return ok(`Keystone at ${cloud.authUrl.host} gives a token for ${cloud.identity.method}`)
  }

  async function scope(signal: AbortSignal): Promise<Finding> {
    const { caller } = await call(signal)
    return ok(`${caller.userName ?? caller.userId} on project ${caller.projectName ?? caller.projectId}`)
  }

  async function catalog(serviceType: ServiceType, signal: AbortSignal): Promise<Finding> {
    const endpoint = await session.endpoint(serviceType, signal)
    const how = cloud.endpointOverrides[serviceType] === undefined ? cloud.interface : 'override'
    return ok(`${endpoint.origin}${endpoint.pathname} (${how})`)
  }

  async function novaApi(signal: AbortSignal): Promise<Finding> {
    const { min, max } = await nova.microversions(signal)
    return ok(`serves ${min} to ${max}; 2.53 is needed`)
  }

  async function roles(signal: AbortSignal): Promise<Finding> {
    const asking = await call(signal)
    const { roles: names } = asking.caller
    if (!names.includes('admin')) {
      return warning(
        `${names.join(', ') || 'none'}; not admin`,
        `Servers of ${asking.caller.projectName ?? 'the project'} are shown, hypervisors and PCI devices are not: those are for admins. A gateway's own account need not be one.`,
      )
    }
    try {
      const hypervisors = await nova.listHypervisors(asking)
      return ok(`${names.join(', ')}; Nova shows ${hypervisors.length} hypervisors`)
    } catch (error) {
      if (!(error instanceof Forbidden)) throw error
      return failed(
        3,
        error.message,
        "Nova's policy does not take this project's admin for one: ask who wrote its policy.yaml.",
      )
    }
  }

  async function placementApi(signal: AbortSignal): Promise<Finding> {
    const asking = await call(signal)
    try {
      await placement.findStatsByIds(asking, [NO_PROVIDER])
      return ok('answers')
    } catch (error) {
      if (!(error instanceof Forbidden)) throw error
      return isAdmin(asking.caller)
        ? failed(3, error.message, "Placement's policy does not take this project's admin for one.")
        : ok('answers; it shows its inventories to admins')
    }
  }

  return {
    steps: [
      {
        name: 'sign-in',
        needs: ['dns', 'tcp', 'tls'],
        look: signIn,
        advice: 'Check OS_USERNAME, OS_PASSWORD, the domains and OS_PROJECT_NAME, or the entry in clouds.yaml.',
      },
      {
        name: 'scope',
        needs: ['sign-in'],
        look: scope,
        advice: 'Sign in to a project: set OS_PROJECT_NAME and OS_PROJECT_DOMAIN_NAME, and unset OS_SYSTEM_SCOPE.',
      },
      ...(['compute', 'placement'] as const).map((type) => ({
        name: `catalog: ${type}`,
        needs: ['sign-in'],
        look: (signal: AbortSignal) => catalog(type, signal),
        advice: 'Set OS_REGION_NAME and OS_INTERFACE to what the catalog has (openstack catalog list).',
      })),
      {
        name: 'nova',
        needs: ['catalog: compute'],
        look: novaApi,
        advice:
          'Check that the compute endpoint of the catalog can be reached from here; internal ones often cannot: OS_INTERFACE.',
      },
      {
        name: 'roles',
        needs: ['scope', 'nova'],
        look: roles,
        advice: 'Check that Nova takes calls: openstack hypervisor list.',
      },
      {
        name: 'placement',
        needs: ['scope', 'catalog: placement'],
        look: placementApi,
        advice: 'Check that the placement endpoint of the catalog can be reached from here.',
      },
    ],
    async close() {
      await Promise.all([session.close(), keystone.close(), nova.close(), placement.close()])
    },
  }
}

/** A provider that nobody has: whether Placement answers is all that is asked. */
const NO_PROVIDER = '00000000-0000-4000-8000-000000000000'

function isAdmin({ roles }: Caller): boolean {
  return roles.includes('admin')
}

const ignore = () => undefined
