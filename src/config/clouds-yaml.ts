import { join } from 'node:path'
import { z } from 'zod'
import type { CloudSettings } from './cloud.ts'
import { readFileIfThere, readNamedFile, type Files } from './files.ts'
import type { Settings } from './settings.ts'
import { parseYaml } from './yaml-file.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()]).nullish()
/** What is not understood is left alone: the file serves other programs too. */
const cloudShape = z.looseObject({ auth: z.record(z.string(), scalar).nullish() })
const fileShape = z.looseObject({ clouds: z.record(z.string(), cloudShape).nullish() })
type CloudEntry = z.infer<typeof cloudShape>

/** The cloud that `OS_CLOUD` names, with its secrets out of secure.yaml; null after telling why it cannot be read. */
export function cloudOfFile(cloud: string, settings: Settings, files: Files, faults: string[]): CloudSettings | null {
  const main = findFile('clouds', settings.text('OS_CLIENT_CONFIG_FILE'), 'OS_CLIENT_CONFIG_FILE', files, faults)
  if (!main) {
    if (faults.length === 0) {
      faults.push(`OS_CLOUD is ${cloud}, but no clouds.yaml was found in ., ~/.config/openstack or /etc/openstack`)
    }
    return null
  }
  const entry = parseYaml(main.text, fileShape, main.path, faults)?.clouds?.[cloud]
  if (!entry) {
    faults.push(`OS_CLOUD is ${cloud}, but ${main.path} has no such cloud`)
    return null
  }
  const secure = findFile('secure', settings.text('OS_CLIENT_SECURE_FILE'), 'OS_CLIENT_SECURE_FILE', files, faults)
  const secret = secure ? parseYaml(secure.text, fileShape, secure.path, faults)?.clouds?.[cloud] : null
  return {
    name: cloud,
    values: { ...flatten(entry), ...(secret ? flatten(secret) : {}) },
    nameOf: (key) => `${main.path}: ${cloud}: ${key}`,
  }
}

type Found = { readonly path: string; readonly text: string }

/** The first of the places that OpenStack's own clients look at. */
function findFile(
  stem: 'clouds' | 'secure',
  named: string | null,
  name: string,
  files: Files,
  faults: string[],
): Found | null {
  if (named !== null) {
    const text = readNamedFile(files, named, name, faults)
    return text === null ? null : { path: named, text }
  }
  for (const directory of ['.', join(files.home, '.config', 'openstack'), '/etc/openstack']) {
    for (const ending of ['yaml', 'yml', 'json']) {
      const path = join(directory, `${stem}.${ending}`)
      const text = readFileIfThere(files, path, faults)
      if (text !== null) return { path, text }
    }
  }
  return null
}

/** Keys of `auth` and of the cloud itself in one record, numbers and flags as texts. */
function flatten({ auth, ...rest }: CloudEntry): Record<string, string> {
  return Object.fromEntries(
    [...Object.entries(rest), ...Object.entries(auth ?? {})].flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[key, String(value)]]
        : [],
    ),
  )
}
