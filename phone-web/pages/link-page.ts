import { type TextKey, textsUnder } from '../texts/catalogue.ts'
import type { PageContext } from './context.ts'
import { frame } from './frame.ts'
import { type Html, html } from './html.ts'
import type { LinkData } from './link-data.ts'
import { inAppNote, passkeyOffer, signUp } from './link-extras.ts'
import { isTrouble, outcomeText } from './link-outcome.ts'
import type { LinkOutcome, LinkView } from './link-view.ts'
import { riskList } from './risk-list.ts'
import { credentials, otherWays, signedIn, signOutForm } from './sign-in.ts'
import { type Face, tvDrawing } from './tv-drawing.ts'
import { untilChoice } from './until.ts'

/** The problems that the script sees by itself; of all others the server tells it in the person's language. */
const SEEN_BY_SCRIPT: readonly TextKey[] = [
  'problem.reauthenticate',
  'problem.risk_denied',
  'problem.risk_warned',
]

/** The page behind the QR (`/L`), and the one where the code is typed (`/link`, `/login.html`). */
export function linkPage(context: PageContext, view: LinkView): string {
  const { lang } = context
  const { account, signIn, bindingSeconds, passkeys, outcome } = view
  const data: LinkData = {
    lang,
    texts: textsUnder(lang, [
      'link.',
      ...(view.sites ? ['site.'] : []),
      ...(view.risks ? ['risk.'] : []),
      ...SEEN_BY_SCRIPT,
      ...ledHere(outcome),
    ]),
    account,
    signIn,
    bindingSeconds,
    passkeys,
    problem: outcome?.kind === 'trouble' ? outcome.problem : null,
  }
  return frame(context, {
    title: outcome === null ? null : outcomeText(context, outcome),
    body: body(context, view),
    // An answer to a form stands as it is: a script would ask for the code once more.
    script: view.answers ? null : 'link',
    data,
    step: stepOf(view),
  })
}

/** What went wrong elsewhere and led to this page is said by the script, too. */
function ledHere(outcome: LinkOutcome | null): string[] {
  return outcome?.kind === 'trouble' ? [`problem.${outcome.problem}`] : []
}

function stepOf({ entry, answers, outcome }: LinkView): string {
  if (outcome?.kind === 'connected') return 'ended'
  if (outcome?.kind === 'match') return 'matching'
  return answers || entry === 'typing' ? 'asking' : 'loading'
}

function body(context: PageContext, view: LinkView): Html {
  const { text } = context
  const { account, outcome } = view
  const news = account?.new_devices ?? 0
  const ended = outcome?.kind === 'connected'
  return html`${form(context, view)}
${account !== null && signOutForm()}
${passkeyOffer(context)}
${view.signIn.signUp && signUp(context, account === null)}
${inAppNote(context)}
<a id="new-devices" class="note" href="devices"${news === 0 && html` hidden`}>${text('link.newDevices', { count: news })}</a>
<a id="devices-link" class="more" href="devices"${!ended && account === null && html` hidden`}>${text('form.myDevices')}</a>
<p class="slow scripted">${text('form.slow')}</p>`
}

function form(context: PageContext, view: LinkView): Html {
  const { text } = context
  const { outcome, entry, typed, answers } = view
  const matching = outcome?.kind === 'match'
  const ended = outcome?.kind === 'connected'
  return html`<form id="form" method="post" action="link" novalidate aria-busy="false">
<h2 id="title"${ended && html` hidden`}>${text(matching ? 'link.titleMatch' : 'link.titleCode')}</h2>
${!matching && !ended && html`<p class="plain">${text('plain.typeCode')}</p>`}
<p id="which" hidden></p>
<p id="where" hidden><span id="place"></span> · <span id="started"></span></p>
${digits(outcome?.kind === 'match' ? outcome.number : null)}
${tvDrawing(context, faceOf(view), typed.userCode, isWrong(outcome, 'code'))}
<p id="compare" data-doubt="true"${!matching && html` hidden`}>${text('link.matchSecret')}</p>
<dl id="facts" hidden><div><dt>${text('form.tv')}</dt><dd id="tv-facts"></dd></div><div><dt>${text('form.phone')}</dt><dd id="phone-facts"></dd></div></dl>
${!ended && person(context, view)}
${status(context, view, !answers && entry === 'scanned')}
${riskList(context, outcome?.kind === 'warned' ? outcome.reasons : null)}
<button id="again" type="button" hidden>${text('form.again')}</button>
${!ended && actions(context, view)}
<a id="type-code" class="more" href="link" hidden>${text('form.typeCode')}</a>
</form>`
}

function faceOf({ outcome }: LinkView): Face {
  if (outcome?.kind === 'connected') return 'connected'
  return outcome?.kind === 'match' ? 'pad' : 'typing'
}

/** Read out one by one. */
function digits(number: string | null): Html {
  const spoken = number === null ? null : html` aria-label="${[...number].join(', ')}"`
  const boxes = [...(number ?? '')].map((digit) => html`<b>${digit}</b>`)
  return html`<p id="digits" role="img" tabindex="-1" dir="ltr" aria-describedby="title" translate="no"${spoken ?? html` hidden`}>${boxes}</p>`
}

/** Who says yes, for how long, and how they prove it. */
function person(context: PageContext, view: LinkView): Html {
  const { text } = context
  const { account, signIn, bindingSeconds, typed, outcome } = view
  const again = outcome?.kind === 'reauthenticate' ? outcome.methods : null
  const byPassword = again === null ? account === null : again.includes('password')
  const passwordAgain = outcome?.kind === 'match' || outcome?.kind === 'warned'
  return html`${signedIn(context, account)}
<p id="reauthenticate" hidden></p>
${account === null && passwordAgain && html`<p class="plain">${text('plain.passwordAgain')}</p>`}
${credentials(context, {
  shown: signIn.local && byPassword,
  username: account?.username ?? typed.username,
  usernameFixed: account !== null,
  remember: typed.remember,
  wrong: isWrong(outcome, 'username') || isWrong(outcome, 'password'),
})}
${otherWays(context, signIn, {
  to: 'link',
  fresh: account !== null,
  shown: again === null ? account === null : again.includes('oidc'),
})}
${typed.acknowledged && html`<input type="hidden" name="acknowledged" value="yes">`}
${untilChoice(context, bindingSeconds, typed.until, outcome?.kind !== 'match')}`
}

/** The one sentence about what goes on; where a script is awaited, it says so only then. */
function status(context: PageContext, { outcome }: LinkView, awaited: boolean): Html {
  if (outcome !== null) {
    const kind = isTrouble(outcome) ? 'trouble' : outcome.kind === 'match' ? 'waiting' : 'connected'
    return html`<p id="status" role="status" tabindex="-1" data-kind="${kind}">${outcomeText(context, outcome)}</p>`
  }
  if (!awaited) return html`<p id="status" role="status" tabindex="-1" data-kind="quiet"></p>`
  return html`<p id="status" class="scripted" role="status" tabindex="-1" data-kind="busy">${context.text('link.loading')}</p>`
}

function actions({ text }: PageContext, { account, outcome }: LinkView): Html {
  const warned = outcome?.kind === 'warned'
  const label =
    outcome?.kind === 'match'
      ? text('plain.matchDone')
      : warned
        ? text('link.acknowledge')
        : account === null
          ? text('link.connect')
          : text('link.connectAs', { name: account.name })
  return html`<div id="actions">
<button id="connect" type="submit"${warned && html` name="acknowledged" value="yes"`}><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 13l4.5 4.5L19 8"/></svg><span id="connect-text">${label}</span></button>
<button id="refuse" class="scripted" type="button"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 7l10 10M17 7L7 17"/></svg><span id="refuse-text">${text('form.refuse')}</span></button>
</div>`
}

/** Whether the last try failed for what stands, or does not stand, in that field. */
function isWrong(outcome: LinkOutcome | null, field: 'code' | 'username' | 'password'): boolean {
  if (outcome?.kind === 'missing') return outcome.field === field
  if (outcome?.kind !== 'trouble') return false
  return outcome.problem === (field === 'code' ? 'code_unknown' : 'sign_in_failed')
}
