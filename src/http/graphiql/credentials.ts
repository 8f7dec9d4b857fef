import { z } from 'zod'
import { BadUserInput } from '../../errors.ts'
import type { SignInCredentials } from '../../sources/keystone/cloud-config.ts'

/** What the form of the page sends. Keystone's own limit of a name is 255 characters; its tokens and secrets stay below the other. */
const name = z.string().trim().min(1).max(255)
const secret = z.string().min(1).max(4096)
const domain = name.default('Default')
const shape = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('password'),
    user: name,
    userDomain: domain,
    password: secret,
    project: name,
    projectDomain: domain,
  }),
  z.strictObject({ method: z.literal('application credential'), id: name, secret }),
  z.strictObject({ method: z.literal('named application credential'), name, user: name, userDomain: domain, secret }),
])

/** @throws BadUserInput naming the fields that are wrong, and never what was in them. */
export function parseCredentials(body: unknown): SignInCredentials {
  const { data, error } = shape.safeParse(body)
  if (data) return toldToKeystone(data)
  const fields = [...new Set(error.issues.flatMap(({ path }) => path[0] ?? []).map(String))]
  if (fields.includes('project')) {
    throw new BadUserInput('Name a project: only a token on a project is accepted here.', { argument: 'project' })
  }
  if (fields.length === 0 || fields.includes('method')) {
    throw new BadUserInput(
      'Send method: "password" with user, userDomain, password, project and projectDomain; "application credential" with id and ' +
        'secret; or "named application credential" with name, secret, user and userDomain.',
    )
  }
  throw new BadUserInput(`Missing, or not as it has to be: ${fields.join(', ')}.`, { argument: fields.join(', ') })
}

function toldToKeystone(form: z.infer<typeof shape>): SignInCredentials {
  switch (form.method) {
    case 'password':
      return {
        method: 'password',
        user: { name: form.user, domain: { name: form.userDomain } },
        password: form.password,
        scope: { project: { name: form.project, domain: { name: form.projectDomain } } },
      }
    case 'application credential':
      return { method: 'application credential', id: form.id, secret: form.secret }
    case 'named application credential':
      return {
        method: 'application credential',
        name: form.name,
        user: { name: form.user, domain: { name: form.userDomain } },
        secret: form.secret,
      }
  }
}
