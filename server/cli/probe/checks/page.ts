import { said } from '../answer.ts'
import { type Finding, fail, type Group, judge, notApplicable, pass } from '../finding.ts'
import { scannedAddress } from '../links.ts'
import { Tab } from '../page.ts'
import { type Facts, isUnable } from '../person.ts'
import type { Probe } from '../probe.ts'

/** As often as messengers, mail filters and browsers look at a link before a person does. */
const PREVIEWS = 5

export const PAGE: Group = {
  title: 'What the person sees',
  checks: [
    {
      id: 'page-opens',
      clause: 'RFC 8628 §3.3',
      level: 'must',
      async look({ wire, links }) {
        const { uri } = await links.take()
        const { seen } = await new Tab(wire).fetch(uri)
        const isHtml = /^text\/html\b/i.test(seen.headers.get('content-type') ?? '')
        return judge(seen.status === 200 && isHtml, isHtml ? `${seen.status}` : 'no page of HTML')
      },
    },
    {
      id: 'page-preview',
      clause: 'RFC 9110 §9.2.1, RFC 8628 §3.3',
      level: 'must',
      async look({ wire, links }) {
        const link = await links.take()
        const address = scannedAddress(link)
        for (let looked = 0; looked < PREVIEWS; looked += 1) await new Tab(wire).fetch(address)
        await new Tab(wire).fetch(address, 'HEAD')
        const answer = await links.poll(link)
        const pending = answer.error === 'authorization_pending'
        return judge(
          pending,
          pending
            ? `still pending after ${PREVIEWS} GETs and a HEAD`
            : `${said(answer)} after nothing but GETs and a HEAD`,
        )
      },
    },
    {
      id: 'page-frame',
      clause: 'RFC 9700 §4.16',
      level: 'must',
      async look({ wire, links }) {
        const { uri } = await links.take()
        const { seen } = await new Tab(wire).fetch(uri)
        return mayBeFramed(seen.headers)
          ? fail('any other site may put it into a frame')
          : pass('no other site may put it into a frame')
      },
    },
    {
      id: 'page-names',
      clause: 'RFC 8628 §5.4',
      level: 'should',
      look: (probe) =>
        aboutPage(probe, ({ names }) =>
          judge(names !== null, names === null ? 'it does not say what asks' : 'it says what asks'),
        ),
    },
    {
      id: 'page-code',
      clause: 'RFC 8628 §3.3.1',
      level: 'should',
      look: (probe) =>
        aboutPage(probe, ({ showsCode }) =>
          judge(showsCode, showsCode ? 'shows the code to compare' : 'shows no code to compare'),
        ),
    },
    {
      id: 'page-decline',
      clause: 'BCP 247, User experience',
      level: 'should',
      look: (probe) =>
        aboutPage(probe, ({ declines }) =>
          declines === null
            ? notApplicable('a script draws it: see denial')
            : judge(declines, declines ? 'one can say no' : 'there is no way to say no'),
        ),
    },
    {
      id: 'page-sign-in',
      clause: 'RFC 8628 §3.3',
      level: 'must',
      async look({ links, person, stories }) {
        const link = await links.take()
        const deed = await person.approveAsNobody(link)
        if (isUnable(deed)) return notApplicable(deed.unable)
        const answer = await links.poll(link)
        if (answer.status === 200) stories.keep(answer)
        return answer.status === 200
          ? fail('approved by somebody who never signed in')
          : pass(`a yes without an account counts nothing: ${said(answer)}`)
      },
    },
  ],
}

async function aboutPage(probe: Probe, look: (facts: Facts) => Finding): Promise<Finding> {
  const facts = await probe.stories.facts()
  return isUnable(facts) ? notApplicable(facts.unable) : look(facts)
}

/** Whether neither `frame-ancestors` nor `X-Frame-Options` keeps other sites from it. */
function mayBeFramed(headers: Headers): boolean {
  const ancestors = /(?:^|[;,])\s*frame-ancestors\s+([^;,]*)/i.exec(
    headers.get('content-security-policy') ?? '',
  )?.[1]
  // Where both stand, browsers go by the first (CSP 3).
  if (ancestors !== undefined) return /(^|\s)(\*|https?:)(\s|$)/i.test(ancestors.trim())
  return !/^\s*(deny|sameorigin)\s*$/i.test(headers.get('x-frame-options') ?? '')
}
