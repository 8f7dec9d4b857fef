import type { DemoHost, DemoProject, DemoServer } from './cloud.ts'
import type { ServerFactory, ServerPlan } from './server-factory.ts'

/**
 * The servers that make the demo worth a look: one for each state that an operator meets. A cloud too small for a story
 * goes without it.
 */
export function tellStories(factory: ServerFactory, atMost: number): DemoServer[] {
  const [demo, genomics, renderFarm] = factory.people.projects
  if (demo === undefined || genomics === undefined || renderFarm === undefined) return []
  const told: DemoServer[] = []

  function build(plan: ServerPlan): DemoServer | null {
    if (told.length >= atMost) return null
    const server = factory.build(plan)
    if (server !== null) told.push(server)
    return server
  }

  trainLargeModels(factory, build, demo, genomics)
  keepDevicesAsleep(factory, build, genomics, renderFarm)
  resizeOne(factory, build, genomics)
  migrateOne(factory, build, renderFarm)
  mixDevices(factory, build, demo, renderFarm)
  blockFamilies(factory, build, demo, renderFarm)
  goWrong(factory, build, demo, genomics)
  return told
}

type Build = (plan: ServerPlan) => DemoServer | null

function hostsOf(factory: ServerFactory, prefix: string): (DemoHost | undefined)[] {
  return factory.hosts.filter((host) => host.model.prefix === prefix)
}

function trainLargeModels(factory: ServerFactory, build: Build, demo: DemoProject, genomics: DemoProject): void {
  const [first, second] = hostsOf(factory, 'gpu-h')
  // Takes the whole host: its pools are exhausted, and gone from pci_stats since nova-compute was restarted.
  if (first) {
    build({
      project: demo,
      name: 'llm-pretrain-01',
      flavor: 'gpu.h100.8',
      host: first,
      traits: { tags: ['training', 'keep'], description: 'Pre-training, do not touch', metadata: { team: 'llm' } },
    })
  }
  if (second) {
    build({ project: genomics, name: 'fold-01', flavor: 'gpu.h100.2', host: second, traits: { keyName: 'alice' } })
    build({ project: demo, name: 'llm-eval-01', flavor: 'gpu.h100.2', host: second })
    build({ project: genomics, name: 'fold-notebook', flavor: 'gpu.h100.1', host: second, status: 'SHUTOFF' })
  }
}

function keepDevicesAsleep(factory: ServerFactory, build: Build, genomics: DemoProject, renderFarm: DemoProject): void {
  const [fast] = hostsOf(factory, 'net-c')
  if (fast) {
    build({ project: renderFarm, name: 'asset-router', flavor: 'net.vf.2', host: fast, status: 'PAUSED' })
    build({ project: genomics, name: 'sequencer-gateway', flavor: 'net.vf.2', host: fast })
  }
  const [l40s] = hostsOf(factory, 'gpu-l')
  if (l40s) build({ project: renderFarm, name: 'comp-night', flavor: 'gpu.l40s.1', host: l40s, status: 'SUSPENDED' })
  build({
    project: genomics,
    name: 'archive-2025',
    flavor: 'gpu.a100.1',
    host: null,
    cell: factory.hosts[0]?.cell ?? null,
    status: 'SHELVED_OFFLOADED',
    traits: { description: 'Shelved until the next run' },
  })
}

/** Waits for confirmation: one server owns devices on two hosts. */
function resizeOne(factory: ServerFactory, build: Build, genomics: DemoProject): void {
  const hosts = hostsOf(factory, 'gpu-a')
  const source = hosts[0]
  const destination = hosts.find((host) => host !== source && host?.cell === source?.cell)
  if (source === undefined || destination === undefined) return
  const server = build({
    project: genomics,
    name: 'basecall-resized',
    flavor: 'gpu.a100.2',
    host: destination,
    status: 'VERIFY_RESIZE',
    isMoving: true,
  })
  if (server !== null && factory.hold(server, source, 'gpu.a100.1', 'allocated')) {
    source.halfway.push({ server, flavor: factory.flavor('gpu.a100.1') })
  }
}

/** On its way between two hosts: still at the source, with devices claimed at the destination. */
function migrateOne(factory: ServerFactory, build: Build, renderFarm: DemoProject): void {
  const hosts = hostsOf(factory, 'net-c')
  const source = hosts[1] ?? hosts[0]
  const destination = hosts.find((host) => host !== source && host?.cell === source?.cell)
  if (source === undefined || destination === undefined) return
  const server = build({
    project: renderFarm,
    name: 'frame-cache',
    flavor: 'net.vf.2',
    host: source,
    status: 'MIGRATING',
    taskState: 'migrating',
    isMoving: true,
  })
  if (server !== null && factory.hold(server, destination, 'net.vf.2', 'claimed')) {
    destination.halfway.push({ server, flavor: server.flavor })
  }
}

function mixDevices(factory: ServerFactory, build: Build, demo: DemoProject, renderFarm: DemoProject): void {
  const [mixed] = hostsOf(factory, 'mix-d')
  if (mixed) {
    build({ project: renderFarm, name: 'render-preview', flavor: 'gpu.t4.nvme', host: mixed })
    build({ project: demo, name: 'vpn-concentrator', flavor: 'acc.qat.4', host: mixed })
  }
}

/** A function that is taken makes its parent or its children unavailable. */
function blockFamilies(factory: ServerFactory, build: Build, demo: DemoProject, renderFarm: DemoProject): void {
  const [edge] = hostsOf(factory, 'net-e')
  if (edge) {
    build({ project: demo, name: 'dpdk-01', flavor: 'net.pf.1', host: edge })
    build({ project: renderFarm, name: 'edge-01', flavor: 'net.e810.1', host: edge })
  }
}

function goWrong(factory: ServerFactory, build: Build, demo: DemoProject, genomics: DemoProject): void {
  const noHost = 'No valid host was found. There are not enough hosts available.'
  build({
    project: demo,
    name: 'llm-pretrain-02',
    flavor: 'gpu.h100.8',
    host: null,
    status: 'ERROR',
    traits: { fault: { code: 500, message: noHost } },
  })
  const [qat] = hostsOf(factory, 'acc-q')
  if (qat) {
    build({
      project: demo,
      name: 'tls-offload',
      flavor: 'acc.qat.4',
      host: qat,
      status: 'BUILD',
      taskState: 'spawning',
      devices: 'claimed',
    })
  }
  const l40s = hostsOf(factory, 'gpu-l')[1]
  if (l40s) {
    build({
      project: genomics,
      name: 'cryo-em-broken',
      flavor: 'gpu.l40s.1',
      host: l40s,
      status: 'ERROR',
      traits: {
        fault: { code: 500, message: 'internal error: qemu unexpectedly closed the monitor' },
        lockedReason: 'kept for the incident review',
      },
    })
  }
}
