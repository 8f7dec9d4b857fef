import { systemFiles } from '../config/files.ts'
import { NO_PCIGRAPH_FILE, readPcigraphYaml } from '../config/pcigraph-yaml.ts'
import { readPolicyFiles, type PolicyText } from '../config/policy.ts'
import { createSettings } from '../config/settings.ts'
import { CommandFailure } from './failure.ts'
import { ConfigurationError } from '../errors.ts'

/**
 * The policy files of PCIGRAPH_POLICY, or else those that pcigraph.yaml names, and nothing else of the configuration: rules can be
 * looked at where neither cloud nor databases can be reached.
 *
 * @throws CommandFailure with all that is wrong with them.
 */
export function readPolicyAlone(env: Readonly<Record<string, string | undefined>>): readonly PolicyText[] {
  const faults: string[] = []
  const files = systemFiles()
  const isNamed = Boolean(env.PCIGRAPH_POLICY?.trim())
  // What the variable names is all there is; the other file may be of another day.
  const file = isNamed ? NO_PCIGRAPH_FILE : readPcigraphYaml(env, files, faults)
  const settings = createSettings({ PCIGRAPH_POLICY: env.PCIGRAPH_POLICY }, file.settings, files, faults)
  const texts = readPolicyFiles(settings, file.policy, files, faults)
  if (faults.length === 0) return texts
  const error = new ConfigurationError([...new Set(faults)])
  throw new CommandFailure(2, error.message, { cause: error })
}
