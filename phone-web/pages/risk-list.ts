import type { RiskRule } from '#contract/link'

import type { PageContext } from './context.ts'
import { type Html, html } from './html.ts'

/** Why a sign-in is unusual, in words; `null` where it is not. */
export function riskList({ text }: PageContext, reasons: readonly RiskRule[] | null): Html {
  const items = (reasons ?? []).map((reason) => html`<li>${text(RISK_TEXTS[reason])}</li>`)
  return html`<ul id="risk"${reasons === null && html` hidden`}>${items}</ul>`
}

const RISK_TEXTS = {
  other_network: 'risk.otherNetwork',
  unknown_network: 'risk.unknownNetwork',
  other_country: 'risk.otherCountry',
  unknown_country: 'risk.unknownCountry',
  listed_address: 'risk.listedAddress',
} as const satisfies Record<RiskRule, string>
