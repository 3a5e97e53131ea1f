import { element, say } from './dom.ts'
import { makePad } from './pad.ts'
import { drawQr } from './picture.ts'
import type { Shown } from './shown.ts'
import { directionOf, filled, type Texts } from './texts.ts'

/** What a person can do on the page. */
export interface Deeds {
  enter(number: string): void
  startOver(): void
}

export interface View {
  root: HTMLElement
  show(shown: Shown): void
}

/** Opens in a tab of its own, so that the page with the code stays, and tells it nothing of the page. */
const ELSEWHERE = { target: '_blank', rel: 'noopener noreferrer' }

export function makeView(lang: string, texts: Texts, deeds: Deeds): View {
  const frame = element('a', { class: 'couchlink-qr', 'aria-label': texts.qr, ...ELSEWHERE })
  const address = element('a', { dir: 'ltr', ...ELSEWHERE })
  const [before = '', after = ''] = texts.orOpen.split('{address}')
  const userCode = element('bdi', { class: 'couchlink-user-code', dir: 'ltr', role: 'img' })
  const words = element(
    'div',
    { class: 'couchlink-words' },
    element('p', { class: 'couchlink-title' }, texts.title),
    element('p', {}, texts.scan),
    element('p', {}, before, address, after),
    element('p', {}, userCode),
  )
  const code = element('div', { class: 'couchlink-code' }, frame, words)
  const status = element('p', { class: 'couchlink-status', role: 'status' })
  const pad = makePad(texts, deeds.enter)
  const again = element('button', { type: 'button', class: 'couchlink-again' }, texts.again)
  again.addEventListener('click', deeds.startOver)
  const root = element(
    'div',
    { class: 'couchlink', lang, dir: directionOf(lang) },
    code,
    status,
    pad.root,
    again,
  )

  function showLink(shown: Shown): void {
    const link = 'link' in shown ? shown.link : null
    code.hidden = link === null || shown.step === 'matching'
    if (!link || frame.getAttribute('href') === link.qr) return
    frame.replaceChildren()
    frame.href = link.qr
    address.href = link.qr
    say(address, link.address.replace(/^https?:\/\//, ''))
    say(userCode, link.userCode)
    userCode.setAttribute('aria-label', `${texts.code} ${[...link.userCode].join(' ')}`)
    void drawQr(frame, link.qr)
  }

  return {
    root,
    show(shown) {
      const hadFocus = root.contains(document.activeElement)
      root.setAttribute('data-step', shown.step)
      root.classList.toggle('couchlink-stale', 'trouble' in shown && shown.trouble !== null)
      showLink(shown)
      say(status, sentence(shown, texts))
      pad.show(shown.step === 'matching', shown.step === 'matching' && shown.sending)
      const stranger = (shown.step === 'opened' || shown.step === 'matching') && shown.who !== null
      again.hidden = shown.step !== 'ended' && !stranger
      say(again, stranger ? texts.notMe : texts.again)
      // What had the focus has gone; where the only thing to do is that button, it is there.
      if (hadFocus && shown.step === 'ended') again.focus()
    },
  }
}

function sentence(shown: Shown, texts: Texts): string {
  if ('trouble' in shown && shown.trouble !== null) return texts[shown.trouble]
  switch (shown.step) {
    case 'preparing':
      return texts.preparing
    case 'waiting':
      return shown.note === null ? texts.waiting : texts[shown.note]
    case 'opened':
      return shown.who === null ? texts.opened : filled(texts.signingIn, { who: shown.who })
    case 'matching':
      if (shown.sending) return texts.sending
      return shown.who === null ? texts.match : filled(texts.matchOf, { who: shown.who })
    case 'finishing':
      return texts.finishing
    case 'signed_in':
      return texts.signedIn
    case 'ended':
      return endOf(shown, texts)
  }
}

function endOf({ why, code }: Extract<Shown, { step: 'ended' }>, texts: Texts): string {
  if (why === 'idle') return texts.idle
  if (why === 'not_finished') return texts.notFinished
  return filled(texts.refused, { code: code ?? '' })
}
