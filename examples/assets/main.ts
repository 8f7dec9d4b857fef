import { runSubgraph } from '../subgraph/run-subgraph.ts'
import { createAssets } from './assets.ts'

/** `node examples/assets/main.ts --port 4102` */
await runSubgraph('assets', createAssets)
