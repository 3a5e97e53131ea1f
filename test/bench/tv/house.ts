import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hash } from '@node-rs/argon2'
import { pino } from 'pino'

import { parseConfig } from '../../../server/config.ts'
import { type Serving, serve } from '../../../server/serve.ts'
import { Phone } from '../../support/phone.ts'
import { largeCatalogue } from './catalogue.ts'

const NAME = 'bench'
const PASSWORD = 'bench bench bench'

/** The server of a household with 500 titles, in this process: it rests while the set is at work. */
export interface House extends Serving {
  /** Whoever scans and says yes. */
  phone: Phone
  approve(qr: string): Promise<void>
}

/** @param settings beside what the bench needs */
export async function openHouse(settings: object = {}): Promise<House> {
  const dataDir = mkdtempSync(join(tmpdir(), 'couchlink-bench-'))
  const password = await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 })
  const parsed = parseConfig({
    port: 0,
    host: '127.0.0.1',
    dataDir,
    rails: largeCatalogue(),
    accounts: { [NAME]: { name: 'Bench', color: '#CCCDFD', password } },
    tv: { goodbyeSeconds: 0 },
    ...settings,
  })
  if (!parsed.ok)
    throw new Error(parsed.faults.map((fault) => `${fault.path}: ${fault.expected}`).join('\n'))
  const now = () => Math.floor(Date.now() / 1000)
  const serving = await serve(parsed.config, { log: pino({ level: 'silent' }), now })
  const phone = new Phone(`http://127.0.0.1:${serving.port}`)
  return {
    ...serving,
    phone,
    async approve(qr) {
      const person = { username: NAME, password: PASSWORD }
      const answer = await phone.approve(new URL(qr).hash.slice(1), person)
      if (answer.status !== 200) throw new Error(`not approved: ${JSON.stringify(answer.body)}`)
    },
    async close() {
      await serving.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
