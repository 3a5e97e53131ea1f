import type { LinkData } from '../../pages/link-data.ts'
import type { Elements } from '../elements.ts'
import type { InApp } from '../in-app.ts'
import type { Speech } from '../speech.ts'

/** What a state is drawn with. */
export interface View {
  page: Elements
  speech: Speech
  data: LinkData
  /** This phone can be asked for a passkey at this address. */
  passkeys: boolean
  /** The page stands inside another app. */
  inApp: InApp | null
}

/** What is read out when it changes must not be written again when it does not. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
