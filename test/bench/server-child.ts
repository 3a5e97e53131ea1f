import process from 'node:process'
import { hash } from '@node-rs/argon2'

import { type Config, parseConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { serve } from '../../server/serve.ts'
import { CLIENT_ID } from './peer/names.ts'
import { PASSWORD, PHONES, usernameOf } from './phone.ts'
import { reportToBench } from './reporting.ts'

/** Couchlink as it is delivered, but for two settings: see README.md. */
async function main(dataDir: string): Promise<void> {
  const { memoryKib, iterations } = configOf({ dataDir }).passwords
  const password = await hash(PASSWORD, {
    memoryCost: memoryKib,
    timeCost: iterations,
    parallelism: 1,
  })
  const accounts = Array.from({ length: PHONES }, (_, index) => [
    usernameOf(index),
    { name: `Phone ${index}`, color: '#CCCDFD', password },
  ])
  const config = configOf({
    dataDir,
    port: 0,
    host: '127.0.0.1',
    accounts: Object.fromEntries(accounts),
    clients: { [CLIENT_ID]: { name: 'Bench' } },
    trustedProxies: ['127.0.0.1'],
    mqtt: { handshakesPerSecond: 1_000_000 },
  })
  const serving = await serve(config, { log: createLog(config.logLevel, false) })
  reportToBench(serving.port, () => serving.close())
}

function configOf(settings: object): Config {
  const parsed = parseConfig(settings)
  if (!parsed.ok)
    throw new Error(parsed.faults.map((fault) => `${fault.path}: ${fault.expected}`).join('\n'))
  return parsed.config
}

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('usage: server-child.ts <data folder>')
await main(dataDir)
