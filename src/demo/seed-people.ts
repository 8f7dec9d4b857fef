import type { DemoApplicationCredential, DemoProject, DemoUser } from './cloud.ts'
import { createRandom } from './random.ts'

/** What the default projects are for, and what they call their servers. */
const PROJECTS: readonly (readonly [name: string, description: string, themes: readonly string[]])[] = [
  ['demo', 'The operators of this cloud', ['notebook', 'llm-chat', 'ci-runner', 'bastion']],
  ['genomics', 'Sequencing and protein folding', ['alphafold', 'basecall', 'variant-call', 'cryo-em', 'blast']],
  ['render-farm', 'Film rendering', ['blender', 'arnold', 'denoise', 'comp']],
  ['climate', 'Weather and climate models', ['icon', 'wrf', 'downscale', 'reanalysis']],
  ['speech-lab', 'Speech recognition research', ['whisper', 'diarize', 'tts']],
  ['telco-edge', 'Network functions', ['upf', 'vrouter', 'cgnat', 'firewall']],
  ['storage-team', 'Scratch and object storage', ['ceph-osd', 'scratch', 'minio']],
  ['web-platform', 'Everything with a URL', ['web', 'api', 'cache', 'db']],
]

export type People = {
  readonly projects: readonly DemoProject[]
  readonly users: readonly DemoUser[]
  /** Who starts servers in a project. */
  readonly memberOf: ReadonlyMap<string, DemoUser>
  readonly themesOf: ReadonlyMap<string, readonly string[]>
}

export function seedPeople(seed: number, projectCount: number): People {
  const random = createRandom(seed, 'people')
  const projects: DemoProject[] = []
  const themesOf = new Map<string, readonly string[]>()
  for (let index = 0; index < Math.max(projectCount, 3); index++) {
    const [name, description, themes] = PROJECTS[index] ?? [
      `project-${String(index + 1).padStart(3, '0')}`,
      'One of many',
      ['vm'],
    ]
    // The one id that is no hash: the gateway's documents and examples name it.
    const id = index === 0 ? 'demo' : random.hex(32)
    projects.push({ id, name, description })
    themesOf.set(id, themes)
  }
  const [demo, genomics, renderFarm] = projects
  if (demo === undefined || genomics === undefined || renderFarm === undefined) throw new Error('no projects')

  const user = (name: string, roles: Partial<Omit<DemoUser, 'projectRoles'>>, on: [DemoProject, string[]][]) => ({
    id: random.hex(32),
    name,
    password: `${name}-pass`,
    projectRoles: new Map(on.map(([project, names]) => [project.id, names])),
    domainRoles: roles.domainRoles ?? [],
    systemRoles: roles.systemRoles ?? [],
    applicationCredentials: [
      { id: random.hex(32), name: `${name}-script`, secret: `${name}-secret`, accessRules: null },
    ],
  })
  const all = ['member', 'reader', 'admin']
  const admin = user('admin', { domainRoles: all, systemRoles: all }, [[demo, all]])
  const alice = user('alice', {}, [[genomics, ['member', 'reader']]])
  const bob = user('bob', {}, [[renderFarm, ['member', 'reader']]])
  const carol = user('carol', {}, [[genomics, ['reader']]])
  const auditor = user('auditor', { systemRoles: ['reader'] }, [])
  const others = projects.slice(3).map((project) => user(`${project.name}-ops`, {}, [[project, ['member', 'reader']]]))

  // After all others, whose ids are those of before.
  const dave = user('dave', {}, [[genomics, ['observer']]])
  const erin = user('erin', { domainRoles: all }, [])
  const forServers: DemoApplicationCredential = {
    id: random.hex(32),
    name: 'alice-servers-only',
    secret: 'alice-servers-only-secret',
    accessRules: ['/v2.1/servers', '/v2.1/servers/*'].map((path) => ({ service: 'compute', method: 'GET', path })),
  }

  return {
    projects,
    users: [
      admin,
      { ...alice, applicationCredentials: [...alice.applicationCredentials, forServers] },
      bob,
      carol,
      auditor,
      ...others,
      dave,
      erin,
    ],
    memberOf: new Map(projects.map((project, index) => [project.id, [admin, alice, bob, ...others][index] ?? admin])),
    themesOf,
  }
}
