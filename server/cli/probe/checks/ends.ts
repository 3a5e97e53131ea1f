import { isNoStore, said } from '../answer.ts'
import { fail, type Group, judge, notApplicable, pass } from '../finding.ts'
import { isUnable } from '../person.ts'

/** With --slow a code's whole life is waited for, if it is not longer than this. */
const LIFE_MAX_SECONDS = 900
/** Clocks count whole seconds. */
const GRACE_SECONDS = 2

export const ENDS: Group = {
  title: 'How it ends',
  checks: [
    {
      id: 'denial',
      clause: 'RFC 8628 §3.5',
      level: 'must',
      async look({ stories }) {
        const { answer, deed } = await stories.denied()
        if (deed === 'refused') return fail('the person could not say no')
        return judge(answer.status === 400 && answer.error === 'access_denied', said(answer))
      },
    },
    {
      id: 'denial-final',
      clause: 'RFC 8628 §3.5',
      level: 'should',
      async look({ stories, person, links }) {
        const { link } = await stories.denied()
        if (person.patienceMs > 0) return notApplicable('tried only with --account')
        const deed = await person.approve(link)
        if (isUnable(deed)) return notApplicable(deed.unable)
        const answer = await links.poll(link)
        if (answer.status === 200) stories.keep(answer)
        const stays = answer.status !== 200 && answer.error !== 'authorization_pending'
        return judge(stays, `${said(answer)} after a later yes`)
      },
    },
    {
      id: 'tokens',
      clause: 'RFC 8628 §3.5, RFC 6749 §5.1',
      level: 'must',
      async look({ stories }) {
        const { answer } = await stories.granted()
        const { status, json } = answer
        if (status !== 200) return fail(`${said(answer)} after a yes`)
        const whole = ['access_token', 'token_type'].every(
          (name) => typeof json?.[name] === 'string',
        )
        return judge(whole, whole ? 'access_token and token_type' : 'without what a token needs')
      },
    },
    {
      id: 'tokens-no-store',
      clause: 'RFC 6749 §5.1',
      level: 'must',
      async look({ stories }) {
        const { answer } = await stories.granted()
        if (answer.status !== 200) return notApplicable('no tokens were given')
        return isNoStore(answer)
          ? pass('Cache-Control: no-store')
          : fail('no Cache-Control: no-store beside the tokens')
      },
    },
    {
      id: 'single-use',
      clause: 'BCP 247, One-time codes',
      level: 'must',
      async look({ stories, links }) {
        const { answer, link } = await stories.granted()
        if (answer.status !== 200) return notApplicable('no tokens were given')
        const again = await links.poll(link)
        if (again.status === 200) stories.keep(again)
        return judge(again.status !== 200, `${said(again)} the second time`)
      },
    },
    {
      id: 'typed-code',
      clause: 'RFC 8628 §6.1',
      level: 'should',
      async look({ stories }) {
        const { answer } = await stories.typed()
        return answer.status === 200
          ? pass('small letters and blanks are forgiven')
          : fail('a code in small letters with a blank in it is not understood')
      },
    },
    {
      id: 'expiry',
      clause: 'RFC 8628 §3.5',
      level: 'must',
      async look({ slow, links, wire }) {
        if (!slow) return notApplicable('waits for the end of a code: run with --slow')
        const link = await links.ask()
        if (link.expiresInSeconds > LIFE_MAX_SECONDS) {
          return notApplicable(`codes live longer than ${LIFE_MAX_SECONDS} s`)
        }
        await wire.sleep((link.expiresInSeconds + GRACE_SECONDS) * 1000)
        const answer = await links.poll(link)
        return judge(answer.status === 400 && answer.error === 'expired_token', said(answer))
      },
    },
  ],
}
