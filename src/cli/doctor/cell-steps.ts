import type { Config } from '../../config.ts'
import { checkCell, type CellCheck } from '../../sources/pci/check-cell.ts'
import type { CellConfig } from '../../sources/pci/cell-url.ts'
import { failed, ok, warning, type Finding, type Step } from './step.ts'

/** Each cell's database: reachable, neither too few grants nor too many, and how old what it tells is. */
export function cellSteps(cells: readonly CellConfig[], config: Config): Step[] {
  if (cells.length === 0) return [{ name: 'cells', look: () => Promise.resolve(NO_CELLS), advice: '' }]
  return cells.flatMap((cell) => {
    let checked: Promise<CellCheck> | null = null
    const check = () => (checked ??= checkCell(cell, config.store))
    const step = (name: string, judge: (found: CellCheck) => Finding, needs: string[]): Step => ({
      name: `${cell.name}: ${name}`,
      needs: needs.map((need) => `${cell.name}: ${need}`),
      look: async () => judge(await check()),
      advice: '',
    })
    return [
      step('database', judgeDatabase, []),
      step('grants', judgeGrants, ['database']),
      step('excess', judgeExcess, ['database']),
      step('freshness', (found) => judgeFreshness(found, config), ['grants']),
    ]
  })
}

const NO_CELLS = warning(
  'none is configured: PCI fields are null',
  'Set PCIGRAPH_SOURCES to the databases of the cells; README has the grants.',
)

function judgeDatabase({ unreachable, database, cell }: CellCheck): Finding {
  if (unreachable === null) return ok(`${NAMES[database]} answers`)
  return failed(
    5,
    unreachable,
    `Check the URL of ${cell} in PCIGRAPH_SOURCES, and that its database takes connections from here.`,
  )
}

const NAMES = { SQLITE: 'SQLite', MYSQL: 'MySQL or MariaDB', POSTGRESQL: 'PostgreSQL' }

function judgeGrants({ unreadable, cell }: CellCheck): Finding {
  const [first] = unreadable
  if (first === undefined) return ok('every table and column that is needed can be read')
  return failed(
    5,
    `cannot read ${shortened(unreadable.map(({ what }) => what))}: ${first.reason}`,
    `Run the GRANT statements of README on the database of ${cell}; if tables are missing, the URL names another database than Nova's cell.`,
  )
}

function judgeExcess({ excess, cell }: CellCheck): Finding {
  if (excess === null) return ok('a file, opened read only')
  const { writes, tables, columns } = excess
  // Columns of servers hold users' data and secrets; those of devices, nodes and services do not.
  const ofServers = columns.filter((column) => column.startsWith('instances.'))
  const said = [
    ...(writes.length > 0 ? [`may do more than read: ${shortened(writes)}`] : []),
    ...(tables.length > 0 ? [`may read other tables: ${shortened(secretsFirst(tables))}`] : []),
    ...(columns.length > 0 ? [`may read more columns: ${shortened(secretsFirst(columns))}`] : []),
  ].join('; ')
  if (said === '') return ok('nothing else can be read, and nothing written')
  const advice = `REVOKE it, and run the GRANT statements of README on the database of ${cell}: column by column, never on the whole database, which holds users' data and secrets.`
  return writes.length + tables.length + ofServers.length > 0 ? failed(1, said, advice) : warning(said, advice)
}

function judgeFreshness({ lastHeartbeat, computeNodes, cell }: CellCheck, { serviceDownTimeMs }: Config): Finding {
  if (computeNodes === 0) {
    return warning(
      'it has no compute node',
      `Check that ${cell} is no cell0: that one holds only servers that found no host, and needs no source.`,
    )
  }
  const nodes = `${computeNodes ?? 'some'} compute nodes`
  if (lastHeartbeat === null)
    return warning(`${nodes}, and none has ever reported`, 'Check that nova-compute runs there.')
  const ageMs = Math.max(0, Date.now() - lastHeartbeat.getTime())
  const said = `${nodes}, the last report ${inWords(ageMs)} ago`
  return ageMs <= serviceDownTimeMs
    ? ok(said)
    : warning(said, 'A replica that lags, or no nova-compute reports: compare with openstack compute service list.')
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

/** What nobody should have who only wants devices, before the rest. */
const SECRETS = [
  'cell_mappings',
  'key_pairs',
  'instances.user_data',
  'instances.key_data',
  'instance_extra',
  'instance_system_metadata',
  'instance_metadata',
  'instance_info_caches',
]

function secretsFirst(names: readonly string[]): string[] {
  const rank = (name: string) => {
    const at = SECRETS.findIndex((secret) => name === secret || name.endsWith(`.${secret}`))
    return at === -1 ? SECRETS.length : at
  }
  return names.toSorted((a, b) => rank(a) - rank(b))
}

function shortened(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}
