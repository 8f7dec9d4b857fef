import { readTruthEnvironment } from '../contract/truth/environment.ts'
import { readTruth } from '../contract/truth/truth.ts'
import { describeMatrix } from '../matrix/matrix.ts'
import { withPolicy } from './callers.ts'
import { NEVER_SEEN, openMatrixCloud } from './matrix-cloud.ts'

const novaMajor = Number(process.env.OPENSTACK_NOVA_MAJOR)

// Nova 22 has no new defaults that fit a project's admin; since Nova 27 they are what matrix.test.ts has before it.
if (novaMajor === 26) {
  describeMatrix(
    'Nova 26 with enforce_scope and enforce_new_defaults',
    {
      title: 'Who sees what: Nova 26 with enforce_scope and enforce_new_defaults',
      about:
        'Made by `test/openstack/matrix-strict.test.ts`, of the schema and of a real OpenStack whose Nova, Placement and Keystone\nhold callers to scopes and to the new default roles.',
      snapshot: './matrix/nova-26-strict.md',
      neverSeen: NEVER_SEEN,
      alone: false,
    },
    async () => {
      // What is true of the cloud does not depend on who may ask; under this policy Keystone lists projects to nobody on a project.
      const truth = await readTruth(readTruthEnvironment(process.env))
      const strict = await switchToStrict()
      try {
        const cloud = await openMatrixCloud(truth)
        return {
          ...cloud,
          async [Symbol.asyncDispose]() {
            await cloud[Symbol.asyncDispose]()
            await strict[Symbol.asyncDispose]()
          },
        }
      } catch (error) {
        await strict[Symbol.asyncDispose]()
        throw error
      }
    },
  )
}

/** Until it is disposed of. */
async function switchToStrict(): Promise<AsyncDisposable> {
  const switched = Promise.withResolvers<undefined>()
  const end = Promise.withResolvers<undefined>()
  const done = withPolicy('strict', () => {
    switched.resolve(undefined)
    return end.promise
  })
  await Promise.race([switched.promise, done])
  return {
    async [Symbol.asyncDispose]() {
      end.resolve(undefined)
      await done
    },
  }
}
