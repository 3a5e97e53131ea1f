import { InvalidArgumentError } from 'commander'

import { isPublicUrl } from '../../trust/public-address.ts'

/** The server's URL as an app on a TV has to know it: absolute, ending in `/`, and not readable by half the world. */
export function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new InvalidArgumentError('It is a URL, such as https://tv.example.com')
  }
  if (url.username + url.password + url.search + url.hash !== '') {
    throw new InvalidArgumentError('It has no user, no ? and no #.')
  }
  if (url.protocol === 'http:' && isPublicUrl(url.href)) {
    throw new InvalidArgumentError('A public server is called by https: docs/https.md says how.')
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

/** What is worth knowing of this server's URL before the app is on a TV; `undefined` when there is nothing. */
export function noteOn({ protocol, hostname }: URL): string | undefined {
  if (/^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(hostname)) {
    return `On the TV, ${hostname} is the TV itself: give the server's address in your network.`
  }
  if (protocol === 'https:') return undefined
  return 'Over plain http your network can read along; https is in docs/https.md.'
}
