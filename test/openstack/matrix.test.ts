import { readTruthEnvironment } from '../contract/truth/environment.ts'
import { readTruth } from '../contract/truth/truth.ts'
import { describeMatrix } from '../matrix/matrix.ts'

import { NEVER_SEEN, openMatrixCloud } from './matrix-cloud.ts'

const novaMajor = process.env.OPENSTACK_NOVA_MAJOR ?? '?'

describeMatrix(
  `Nova ${novaMajor}`,
  {
    title: `Who sees what: Nova ${novaMajor}`,
    about: 'Made by `test/openstack/matrix.test.ts`, of the schema and of a real OpenStack as it is by default.',
    // Of other releases nobody keeps a table.
    snapshot: novaMajor === '26' ? './matrix/nova-26.md' : null,
    neverSeen: novaMajor === '26' ? NEVER_SEEN : null,
    alone: false,
  },
  async () => openMatrixCloud(await readTruth(readTruthEnvironment(process.env))),
)
