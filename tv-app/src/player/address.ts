import type { Opening, Source } from './source.ts'

/** As `MediaError` numbers them; the constants are missing in some sets. */
const ERROR = { network: 2, unsupported: 4 } as const

/** Longer than any server that can feed a video takes to answer at all. */
const ANSWER_TIMEOUT_MS = 8000

/** Lets the set play an address by itself. */
export function openAddress(
  video: HTMLVideoElement,
  { url, fromSeconds, failed }: Opening,
): Source {
  let closed = false
  video.onloadedmetadata = () => {
    if (fromSeconds > 0) video.currentTime = fromSeconds
  }
  video.onerror = () => {
    const code = video.error?.code
    if (code === ERROR.network) failed('videoNetwork')
    else if (code !== ERROR.unsupported) failed('videoFormat')
    else
      void isThere(url).then((there) => {
        if (!closed) failed(there ? 'videoFormat' : 'videoNetwork')
      })
  }
  video.src = url
  return {
    renew: () => false,
    close() {
      closed = true
      release(video)
    },
  }
}

/** Without an empty source some sets keep the decoder, and the next video stays black. */
export function release(video: HTMLVideoElement): void {
  video.onloadedmetadata = null
  video.onerror = null
  video.pause()
  video.removeAttribute('src')
  video.load()
}

/** A set calls it one and the same error when an address is refused and when it cannot play what lies there. */
function isThere(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('GET', url)
    request.timeout = ANSWER_TIMEOUT_MS
    request.onreadystatechange = () => {
      if (request.readyState < XMLHttpRequest.HEADERS_RECEIVED) return
      resolve(request.status >= 200 && request.status < 300)
      // The head has said it all, and the rest may be a whole film.
      request.onreadystatechange = null
      request.abort()
    }
    request.send()
  })
}
