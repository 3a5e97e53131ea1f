import { type Answer, said } from '../answer.ts'
import { type Check, type Finding, judge } from '../finding.ts'
import { isRefusal, NOBODY, refusedAs } from './refused.ts'

/** What the device authorization endpoint must not do. */
export const DEVICE_REFUSALS: readonly Check[] = [
  {
    id: 'device-get',
    clause: 'RFC 8628 §3.1',
    level: 'must',
    look: async ({ app, server }) => noCodes(await app.get(server.deviceEndpoint, [])),
  },
  {
    id: 'device-unknown-client',
    clause: 'RFC 6749 §5.2',
    level: 'must',
    look: async ({ app }) => refusedAs('invalid_client', await app.as(NOBODY).ask()),
  },
  {
    id: 'device-duplicates',
    clause: 'RFC 8628 §3.1',
    level: 'must',
    look: async ({ app }) => {
      const id = ['client_id', app.clientId] as const
      return noCodes(await app.ask([id, id]))
    },
  },
  {
    id: 'device-unknown-parameter',
    clause: 'RFC 8628 §3.1',
    level: 'must',
    look: async ({ app }) => codes(await app.ask([['couchlink_probe', 'ignore me']])),
  },
  {
    id: 'device-empty-parameter',
    clause: 'RFC 8628 §3.1',
    level: 'must',
    look: async ({ app }) => codes(await app.ask([['scope', '']])),
  },
]

function noCodes(answer: Answer): Finding {
  const gave = answer.json?.['device_code'] !== undefined
  return judge(!gave && isRefusal(answer), gave ? 'it gave codes' : said(answer))
}

function codes(answer: Answer): Finding {
  return judge(answer.status === 200, answer.status === 200 ? 'it gave codes' : said(answer))
}
