import { DEVICE_CODE } from '#contract/token'

import { fail, type Group, judge, notApplicable, pass } from '../finding.ts'
import { isPrivateWay } from '../server.ts'

export const WHERE: Group = {
  title: 'Where it is',
  checks: [
    {
      id: 'metadata',
      clause: 'RFC 8628 §4',
      level: 'should',
      look({ server }) {
        const { metadata, url } = server
        if (metadata === null) return notApplicable('the endpoints were named by hand')
        const issuer = metadata['issuer']
        if (typeof issuer !== 'string' || issuer.replace(/\/$/, '') !== url) {
          return fail('it describes another issuer than the one that was asked')
        }
        const grants = metadata['grant_types_supported']
        const listed = Array.isArray(grants) && grants.includes(DEVICE_CODE)
        return judge(
          listed,
          listed
            ? 'endpoint and grant are listed'
            : 'the device grant is missing in grant_types_supported',
        )
      },
    },
    {
      id: 'https',
      clause: 'RFC 8628 §3.1',
      level: 'must',
      look({ server, links }) {
        const uris = links.drawn.slice(0, 1).map(({ uri }) => uri)
        const open = [server.deviceEndpoint, server.tokenEndpoint, ...uris].filter(
          (url) => !isPrivateWay(url),
        )
        return open.length === 0
          ? pass('https, or this very machine')
          : fail(`plain http to ${new URL(open[0] ?? '').host}`)
      },
    },
  ],
}
