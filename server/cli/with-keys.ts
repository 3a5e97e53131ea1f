import process from 'node:process'

import type { Config } from '../config.ts'
import { loadConfig } from '../config-sources.ts'
import { listKeys } from '../credentials/keys.ts'
import { type Outcome, problem } from './outcome.ts'

export type ListedKey = ReturnType<typeof listKeys>[number]

/** Works on the keys in the data folder of this configuration; `listed` is empty before the server's first start. */
export async function withKeys(
  work: (listed: readonly ListedKey[], config: Config) => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  const config = loadConfig(process.env)
  try {
    return await work(listKeys(config.dataDir), config)
  } catch (error) {
    const { message } = error as Error
    return problem('failed', `The keys in ${config.dataDir} cannot be used: ${message}`)
  }
}
