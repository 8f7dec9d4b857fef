import type { AppCloud } from './app.ts'
import type { Config } from './config.ts'
import type { DemoCloud, DemoUserAccount } from './demo/demo-cloud.ts'

export type OpenedCloud = { readonly cloud: AppCloud; close(): Promise<void> }

/** The cloud that is configured, or else the demo cloud, which is loaded only then. */
export async function openCloud(config: Config): Promise<OpenedCloud> {
  if (config.cloud !== null) {
    return { cloud: { cloud: config.cloud, cells: config.cells, isDemo: false }, close: () => Promise.resolve() }
  }
  const { startDemoCloud } = await import('./demo/demo-cloud.ts')
  const demo = await startDemoCloud({ ...config.demo, anyProjectInPath: true })
  return { cloud: accessTo(demo), close: () => demo.close() }
}

/** The demo cloud as any other is reached: by address, password and database URL. */
export function accessTo(demo: DemoCloud, user: DemoUserAccount = demo.users.admin): AppCloud {
  return {
    cloud: {
      name: 'demo',
      authUrl: new URL(demo.authUrl),
      identity: {
        method: 'password',
        user: { id: user.id },
        password: user.password,
        scope: user.projectId === null ? { system: 'all' } : { project: { id: user.projectId } },
      },
      regionName: demo.region,
      interface: 'public',
      endpointOverrides: {},
      tls: {},
    },
    cells: demo.cells.map(({ name, url }) => ({ name, uuid: null, url })),
    isDemo: true,
    people: [demo.users.alice, demo.users.bob, demo.users.carol].flatMap(({ name, password, projectName }) =>
      projectName === null ? [] : [{ user: name, password, project: projectName }],
    ),
  }
}
