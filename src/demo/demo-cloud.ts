import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../model/log.ts'
import { createCallRecorder, type CallRecorder } from './call-recorder.ts'
import { createCellDatabase, type CellDatabase } from './cell-database.ts'
import type { Cloud, DemoApplicationCredential, DemoRelease } from './cloud.ts'
import type { DemoReply, DemoRequest } from './exchange.ts'
import { startHttpServer } from './http-server.ts'
import type { Interfere } from './interference.ts'
import { createKeystone } from './keystone.ts'
import { createNova } from './nova.ts'
import { createPeople, type DemoPeople, type Standing } from './people.ts'
import { createPlacement } from './placement.ts'
import { seedCloud } from './seed-cloud.ts'
import { createTokens, type Tokens } from './tokens.ts'

export type DemoCloudOptions = {
  /** Servers that live (240). */
  readonly servers?: number
  /** PCI devices that live (as many as the hosts hold, some 590). */
  readonly devices?: number
  /** 40. */
  readonly hypervisors?: number
  /** At least 3 (8). */
  readonly projects?: number
  /** 1. */
  readonly cells?: number
  /** The same seed and sizes give the same cloud (1). */
  readonly seed?: number
  /** Before every answer (0). */
  readonly latencyMs?: number
  /** 0, the default: a free one. */
  readonly port?: number
  /** Nova's `[api] max_limit` (1000). */
  readonly maxLimit?: number
  /** Nova 22, 26 or 31, by the newest version that they serve (2.93). */
  readonly maxMicroversion?: DemoRelease
  /** Takes any project's id in Nova's paths, where a real Nova takes the token's alone (false). */
  readonly anyProjectInPath?: boolean
  readonly log?: Log
}

/** A whole small cloud in this process: Keystone, Nova and Placement over HTTP, and the cells' databases as files. */
export type DemoCloud = {
  /** Keystone's address, for a client to begin with. */
  readonly authUrl: string
  readonly region: string
  /** `url` in the form that PCIGRAPH_SOURCES takes. */
  readonly cells: readonly { readonly name: string; readonly url: string }[]
  readonly users: DemoUsers
  /** Disables users and projects, and takes roles away. */
  readonly people: DemoPeople
  readonly calls: CallRecorder
  /** Bend, break or hold up requests; null: stop that. */
  interfere(interfere: Interfere | null): void
  latencyMs: number
  /** Path of a cell's SQLite file. */
  database(cell: string): string
  /** Nova can reach the databases of these cells no longer, and of all others again; the files stay readable. */
  loseCells(...names: string[]): void
  /** Everything that there is: to choose from, and changed by `change` alone. */
  readonly model: Cloud
  /** What users and operators do while the cloud runs: changes what there is, then tells the services and the databases. */
  change(how: (cloud: Cloud) => void): void
  /** Ends every token that is out. */
  revokeTokens(): void
  /** Stops the services and removes the files. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type DemoUsers = Readonly<
  Record<'admin' | 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'auditor', DemoUserAccount>
>

/**
 * `admin` of project `demo`; `alice` and `bob`, members of a project each; `carol`, who may read alice's; `dave`, who has a role there that
 * no service knows; `erin`, admin of the domain; `auditor`, who reads on the system.
 */
export type DemoUserAccount = {
  readonly id: string
  readonly name: string
  readonly password: string
  /** Null: on no project. */
  readonly projectId: string | null
  readonly projectName: string | null
  readonly domainId: 'default'
  readonly applicationCredential: { readonly id: string; readonly secret: string } | null
  /** Of alice: one whose access rules allow servers and nothing else. */
  readonly restrictedApplicationCredential: { readonly id: string; readonly secret: string } | null
}

const REGION = 'RegionOne'
const DEFAULTS = { servers: 240, hypervisors: 40, projects: 8, cells: 1, seed: 1, maxLimit: 1000 } as const
const HEARTBEAT_MS = 10_000

export async function startDemoCloud(options: DemoCloudOptions = {}): Promise<DemoCloud> {
  const cloud = seedCloud({
    seed: options.seed ?? DEFAULTS.seed,
    release: options.maxMicroversion ?? '2.93',
    region: REGION,
    servers: options.servers ?? DEFAULTS.servers,
    devices: options.devices ?? null,
    hypervisors: options.hypervisors ?? DEFAULTS.hypervisors,
    projects: options.projects ?? DEFAULTS.projects,
    cells: options.cells ?? DEFAULTS.cells,
  })
  const directory = mkdtempSync(join(tmpdir(), 'pcigraph-demo-'))
  const removeFiles = () => {
    process.off('exit', removeFiles)
    rmSync(directory, { recursive: true, force: true })
  }
  // Whoever ends the process without a close must not leave files behind either.
  process.once('exit', removeFiles)
  let heart: Heart | null = null
  try {
    heart = startHeart(cloud, directory)
    const { people, standing } = createPeople(cloud)
    const tokens = createTokens(standing)
    const services = createServices(
      cloud,
      tokens,
      standing,
      { maxLimit: options.maxLimit ?? DEFAULTS.maxLimit, anyProjectInPath: options.anyProjectInPath ?? false },
      heart,
    )
    return await serve(cloud, { ...options, tokens, people, services, heart, removeFiles })
  } catch (error) {
    heart?.stop()
    removeFiles()
    throw error
  }
}

type Heart = { readonly databases: readonly CellDatabase[]; beatAt(): Date; startedAt: Date; stop(): void }

/** Every nova-compute that is up tells its cell's database so, again and again. */
function startHeart(cloud: Cloud, directory: string): Heart {
  const startedAt = new Date()
  let beatAt = startedAt
  const databases = cloud.cells.map((cell) =>
    createCellDatabase(cloud, cell, join(directory, `${cell}.sqlite`), startedAt),
  )
  const timer = setInterval(() => {
    beatAt = new Date()
    for (const database of databases) database.beat(beatAt)
  }, HEARTBEAT_MS)
  timer.unref()
  return {
    databases,
    startedAt,
    beatAt: () => beatAt,
    stop() {
      clearInterval(timer)
      for (const database of databases) database.close()
    },
  }
}

type Services = {
  answer(request: DemoRequest): DemoReply
  loseCells(names: readonly string[]): void
  /** The cloud has changed: nothing that was worked out of it holds. */
  forget(): void
}

function createServices(
  cloud: Cloud,
  tokens: Tokens,
  standing: Standing,
  { maxLimit, anyProjectInPath }: { readonly maxLimit: number; readonly anyProjectInPath: boolean },
  heart: Heart,
): Services {
  const downSince = new Date(heart.startedAt.getTime() - 3 * 3_600_000)
  const openNova = () =>
    createNova(cloud, tokens, {
      maxLimit,
      anyProjectInPath,
      heartbeatOf: (host) => (host.service.isDown ? downSince : heart.beatAt()),
    })
  const keystone = createKeystone(cloud, tokens, standing)
  let nova = openNova()
  let placement = createPlacement(cloud, tokens)
  let lostCells: readonly string[] = []
  const answers = {
    keystone,
    nova: (request: DemoRequest) => nova.answer(request),
    placement: (request: DemoRequest) => placement(request),
  }
  return {
    answer: (request) => answers[request.service](request),
    loseCells(names) {
      lostCells = names
      nova.loseCells(names)
    },
    forget() {
      nova = openNova()
      nova.loseCells(lostCells)
      placement = createPlacement(cloud, tokens)
    },
  }
}

async function serve(
  cloud: Cloud,
  options: DemoCloudOptions & {
    readonly tokens: Tokens
    readonly people: DemoPeople
    readonly services: Services
    readonly heart: Heart
    readonly removeFiles: () => void
  },
): Promise<DemoCloud> {
  const { tokens, heart } = options
  const recorder = createCallRecorder()
  let interference: Interfere | null = null
  let latencyMs = options.latencyMs ?? 0
  const server = await startHttpServer({
    port: options.port ?? 0,
    answer: (request) => options.services.answer(request),
    record: (call) => recorder.add(call),
    userOf: (token) => tokens.find(token)?.user.name ?? null,
    interfere: () => interference,
    latencyMs: () => latencyMs,
    failed: (error) => options.log?.error({ error }, 'the demo cloud could not answer'),
  })

  let closed: Promise<void> | null = null
  async function close(): Promise<void> {
    heart.stop()
    await server.close()
    options.removeFiles()
  }

  const demo: DemoCloud = {
    authUrl: `${server.origin}/identity/v3`,
    region: cloud.region,
    cells: heart.databases.map(({ name, path }) => ({ name, url: `sqlite:${path}` })),
    users: describeUsers(cloud),
    people: options.people,
    calls: recorder.calls,
    interfere: (interfere) => void (interference = interfere),
    get latencyMs() {
      return latencyMs
    },
    set latencyMs(value) {
      latencyMs = value
    },
    database(cell) {
      const found = heart.databases.find(({ name }) => name === cell)
      if (found === undefined) throw new Error(`the demo cloud has no cell ${cell}`)
      return found.path
    },
    loseCells: (...names) => options.services.loseCells(names),
    model: cloud,
    change(how) {
      how(cloud)
      for (const database of heart.databases) database.rewrite(heart.beatAt())
      options.services.forget()
    },
    revokeTokens: () => tokens.revokeAll(),
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => demo.close(),
  }
  return demo
}

function describeUsers(cloud: Cloud): DemoUsers {
  const account = (name: string): DemoUserAccount => {
    const user = cloud.users.find((each) => each.name === name)
    if (user === undefined) throw new Error(`the demo cloud has no user ${name}`)
    const [projectId = null] = user.projectRoles.keys()
    return {
      id: user.id,
      name: user.name,
      password: user.password,
      projectId,
      projectName: cloud.projects.find((project) => project.id === projectId)?.name ?? null,
      domainId: 'default',
      applicationCredential:
        projectId === null ? null : secretOf(user.applicationCredentials.find((each) => each.accessRules === null)),
      restrictedApplicationCredential: secretOf(user.applicationCredentials.find((each) => each.accessRules !== null)),
    }
  }
  return {
    admin: account('admin'),
    alice: account('alice'),
    bob: account('bob'),
    carol: account('carol'),
    dave: account('dave'),
    erin: account('erin'),
    auditor: account('auditor'),
  }
}

function secretOf(credential: DemoApplicationCredential | undefined) {
  return credential === undefined ? null : { id: credential.id, secret: credential.secret }
}
