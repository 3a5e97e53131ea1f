import { expect, test } from 'vitest'

import { parseConfig } from '../../server/config.ts'
import { contradictions } from '../../server/config-contradictions.ts'

const oauth = { client_id: 'us', client_secret: 'secret', audience: 'https://projects.example' }
const senza = { name: 'senza', issuer: 'https://id.senza.example', audience: 'tenant' }

function faultsOf(settings: object): string[] {
  const result = parseConfig({ notifier: 'senza', ...settings })
  if (!result.ok) return result.faults.map(({ path }) => path)
  return contradictions(result.config).map(({ path }) => path)
}

test('a platform’s messages need its secrets, and a platform whose TVs are told', () => {
  expect(faultsOf({ oauth, platforms: [senza] })).toEqual([])
  expect(faultsOf({ platforms: [senza] })).toEqual(['oauth'])
  expect(faultsOf({ oauth })).toEqual(['messages.platform'])
  expect(faultsOf({ oauth, platforms: [senza], messages: { platform: 'other' } })).toEqual([
    'messages.platform',
  ])
  expect(faultsOf({ notifier: 'mqtt' })).toEqual([])
})

test('secrets are sent over https alone, but for this machine', () => {
  const to = (tokenUrl: string) => faultsOf({ oauth, platforms: [senza], messages: { tokenUrl } })
  expect(to('http://auth.senza.example/token')).toEqual(['messages.tokenUrl'])
  expect(to('http://127.0.0.1:9/token')).toEqual([])
})
