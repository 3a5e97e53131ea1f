import { isNoStore } from '../answer.ts'
import { fail, type Group, judge, notApplicable, pass } from '../finding.ts'
import { faultsIn } from '../links.ts'
import { STRENGTH } from './strength.ts'
import { withFirst } from './with-first.ts'

/** Of RFC 8628 §3.2's own example; longer lives are what phishing waits for. */
const LIFETIME_MAX_SECONDS = 1800
/** As much as a person types from across the room; without the scheme. */
const URI_MAX = 40

export const CODES: Group = {
  title: 'The codes it gives',
  checks: [
    {
      id: 'members',
      clause: 'RFC 8628 §3.2',
      level: 'must',
      look({ links }) {
        const faults = faultsIn(links.first)
        return faults.length === 0
          ? pass('all members, of the right types')
          : fail(`missing or of the wrong type: ${faults.join(', ')}`)
      },
    },
    {
      id: 'json',
      clause: 'RFC 8628 §3.2',
      level: 'must',
      look({ links }) {
        const type = links.first.headers.get('content-type') ?? ''
        return judge(
          /^application\/json\b/i.test(type),
          isName(type) ? type : 'no application/json',
        )
      },
    },
    {
      id: 'codes-no-store',
      clause: 'RFC 8628 §3.2, RFC 6749 §5.1',
      level: 'should',
      look: ({ links }) =>
        isNoStore(links.first)
          ? pass('Cache-Control: no-store')
          : fail('no Cache-Control: no-store beside the codes'),
    },
    {
      id: 'lifetime',
      clause: 'BCP 247, Short-lived codes',
      level: 'should',
      look: ({ links }) =>
        withFirst(links, ({ expiresInSeconds }) =>
          judge(expiresInSeconds <= LIFETIME_MAX_SECONDS, `codes live ${expiresInSeconds} s`),
        ),
    },
    ...STRENGTH,
    {
      id: 'uri-short',
      clause: 'RFC 8628 §3.2',
      level: 'should',
      look: ({ links }) =>
        withFirst(links, ({ uri }) => {
          const { search, hash } = new URL(uri)
          const shown = uri.replace(/^https?:\/\//i, '').replace(/\/$/, '')
          if (search !== '' || hash !== '') return fail('it has a query or a fragment to type')
          return judge(shown.length <= URI_MAX, `${shown.length} characters to type`)
        }),
    },
    {
      id: 'uri-complete',
      clause: 'RFC 8628 §3.3.1',
      level: 'should',
      look: ({ links }) =>
        withFirst(links, ({ complete, uri }) => {
          if (complete === null) return notApplicable('there is none')
          return judge(
            new URL(complete).origin === new URL(uri).origin,
            new URL(complete).origin === new URL(uri).origin
              ? 'leads to the same place as the short one'
              : 'leads to another place than the short one',
          )
        }),
    },
    {
      id: 'device-code-hidden',
      clause: 'RFC 8628 §3.3',
      level: 'must',
      look: ({ links }) =>
        withFirst(links, ({ complete, uri, deviceCode, userCode }) =>
          [complete ?? '', uri, userCode].some((shown) => shown.includes(deviceCode))
            ? fail('what the screen shows has the device code in it')
            : pass('nothing that the screen shows has it in it'),
        ),
    },
  ],
}

function isName(type: string): boolean {
  return /^[\w.+/-]+(; ?charset=[\w-]+)?$/.test(type)
}
