import type { LinkDetails } from '#contract/link'

import type { TextKey } from '../../texts/catalogue.ts'
import {
  addressWords,
  compareWords,
  hostOf,
  isNear,
  placeWords,
  riskWords,
  whoAsks,
} from '../link-words.ts'
import { isDenied } from '../steps/ask.ts'
import type { Asking, SeenLink, State } from '../steps/state.ts'
import { say, startedWords } from '../words.ts'
import type { View } from './view.ts'

/** Which TV it is, how it stands to this phone, and what is unusual about that. */
export function drawLink({ page, speech }: View, state: Asking): void {
  const { link } = state
  const details = link?.details
  page.where.hidden = page.compare.hidden = link === null
  page.title.textContent = speech.say(say(titleOf(details)))
  drawRisk({ page, speech }, state)
  const addresses = [details?.tv_address ?? null, details?.phone_address ?? null] as const
  page.facts.hidden = addresses.every((address) => address === null)
  page.tvFacts.textContent = speech.say(addressWords(addresses[0]))
  const site = details?.site
  const label = page.tvFacts.previousElementSibling
  if (site && label) label.textContent = hostOf(site)
  page.phoneFacts.textContent = speech.say(addressWords(addresses[1]))
  if (details === undefined) return
  page.shownCode.textContent = details.user_code
  page.place.textContent = speech.say(placeWords(details.place))
  page.compare.textContent = speech.say(compareWords(details))
  page.compare.dataset['doubt'] = String(!isNear(details.place))
}

function titleOf(details: LinkDetails | undefined): TextKey {
  if (details === undefined) return 'link.titleCode'
  if (details.site !== null) return 'site.title'
  return details.client_name === null ? 'link.titleQr' : 'link.titleApp'
}

/** Who asks; without a link nobody is known, and there is nothing to refuse. */
export function drawWhich({ page, speech }: View, link: SeenLink | null): void {
  page.which.hidden = page.refuse.hidden = link === null
  if (link === null) return
  if (link.details.site !== null) page.refuseText.textContent = speech.say(say('site.refuse'))
  page.which.replaceChildren(
    ...speech.tell(whoAsks(link.details)).map(({ text, from }) => {
      // Its own direction, so that a name in Arabic cannot turn our words around.
      const piece = document.createElement(from === null ? 'span' : 'bdi')
      piece.textContent = text
      return piece
    }),
  )
}

/** Lets time pass in "started 20 seconds ago" and touches nothing else. */
export function drawTime({ page, speech }: View, state: State, now: number): void {
  if (state.at !== 'asking' || state.link === null) return
  const { details, seenAt } = state.link
  const words = startedWords(details.started_ago + (now - seenAt) / 1000)
  page.started.textContent = speech.say(words)
}

function drawRisk({ page, speech }: Pick<View, 'page' | 'speech'>, state: Asking): void {
  const denied = isDenied(state) ? state.link?.details.risk.reasons : undefined
  const reasons = denied ?? state.warning?.reasons ?? []
  page.risk.hidden = reasons.length === 0
  page.risk.replaceChildren(
    ...riskWords(reasons).map((sentence) => {
      const item = document.createElement('li')
      item.textContent = speech.say([sentence])
      return item
    }),
  )
}
