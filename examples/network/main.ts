import { runSubgraph } from '../subgraph/run-subgraph.ts'
import { createNetwork } from './network.ts'

/** `node examples/network/main.ts --port 4101` */
await runSubgraph('network', createNetwork)
