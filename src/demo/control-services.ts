/** Services of Nova that run beside no hypervisor; their rows are the first of the first cell. */
export const CONTROL_SERVICES = [
  { databaseId: 1, id: '7b1d4f0e-2a55-4c0f-9a66-0f4f0c1b8a01', binary: 'nova-conductor' },
  { databaseId: 2, id: '7b1d4f0e-2a55-4c0f-9a66-0f4f0c1b8a02', binary: 'nova-scheduler' },
] as const

export const CONTROL_HOST = 'controller'
