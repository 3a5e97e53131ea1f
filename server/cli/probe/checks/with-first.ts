import { type Finding, notApplicable } from '../finding.ts'
import type { Link, Links } from '../links.ts'

/** Looks at the first link request, where it was whole. */
export function withFirst(links: Links, look: (link: Link) => Finding): Finding {
  const [first] = links.drawn
  return first === undefined ? notApplicable('the server gave no whole answer') : look(first)
}
