import { ours } from '../global.ts'
import { loadScript } from '../script.ts'
import { release } from './address.ts'
import type { Hls, HlsClass, HlsError } from './hls-class.ts'
import type { Opening, Source } from './source.ts'

/** Three more tries within about eight seconds, which what is buffered outlasts. Then a person hears of it. */
const RETRIES = {
  maxNumRetry: 3,
  retryDelayMs: 1000,
  maxRetryDelayMs: 4000,
  /** What nobody answered (0) is asked again, too; hls.js thinks that only of a set that knows itself offline. */
  shouldRetry(
    _rule: unknown,
    tries: number,
    _isTimeout: boolean,
    answer: { code: number } | undefined,
    wouldRetry: boolean,
  ) {
    return wouldRetry || (answer?.code === 0 && tries < RETRIES.maxNumRetry)
  },
}

const LOADING = {
  default: {
    maxTimeToFirstByteMs: 8000,
    maxLoadTimeMs: 20_000,
    timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: RETRIES,
  },
} as const

const SETTINGS = {
  // The page's policy allows no worker, and sets of 2018 have one core to spare at best.
  enableWorker: false,
  // A set of 2018 gives a page about 30 MB for video: 16 MB before the picture leave room for what lies behind it.
  maxBufferSize: 16_000_000,
  maxBufferLength: 20,
  maxMaxBufferLength: 30,
  // One press of "back ten seconds" needs nothing from the network.
  backBufferLength: 12,
  // More pixels than the stage has are only heat.
  capLevelToPlayerSize: true,
  // The first piece is under way while the set still prepares to take it.
  startFragPrefetch: true,
  lowLatencyMode: false,
  // Words in the stream itself are not read, so they need not be kept.
  enableDateRangeMetadataCues: false,
  enableEmsgMetadataCues: false,
  enableID3MetadataCues: false,
  manifestLoadPolicy: LOADING,
  playlistLoadPolicy: LOADING,
  fragLoadPolicy: LOADING,
  keyLoadPolicy: LOADING,
} as const

/** What hls.js calls a failure of the network although it did arrive. */
const NOT_UNDERSTOOD = /^(manifestParsing|levelParsing|levelEmpty|fragParsing|manifestIncompatible)/

/** Feeds the element piece by piece, for a set that knows no playlists. The library is loaded only now. */
export function openHls(video: HTMLVideoElement, opening: Opening): Source {
  const { failed, fromSeconds } = opening
  const addresses = new Addresses(opening.url)
  let closed = false
  let recovered = false
  let hls: Hls | null = null

  function onError(error: Pick<HlsError, 'type' | 'details'>): void {
    const isMedia = error.type === 'mediaError' && !NOT_UNDERSTOOD.test(error.details)
    // One stumble of the decoder is often over when it begins anew.
    if (isMedia && !recovered) {
      recovered = true
      hls?.recoverMediaError()
    } else if (error.type === 'networkError' && !NOT_UNDERSTOOD.test(error.details)) {
      failed('videoNetwork')
    } else failed('videoFormat')
  }

  function begin(Hls: HlsClass): void {
    if (closed) return
    if (!Hls.isSupported()) {
      failed('videoFormat')
      return
    }
    hls = new Hls({
      ...SETTINGS,
      startPosition: fromSeconds > 0 ? fromSeconds : -1,
      xhrSetup(request: XMLHttpRequest, url: string) {
        request.open('GET', addresses.now(url), true)
      },
    })
    hls.on('hlsError', (_name, error) => {
      if (error.fatal) onError(error)
    })
    hls.attachMedia(video)
    hls.loadSource(opening.url)
  }

  void hlsClass().then(begin, () => {
    if (!closed) failed('videoNetwork')
  })
  return {
    renew(url) {
      if (!hls || !addresses.renew(url)) return false
      hls.startLoad()
      return true
    },
    close() {
      closed = true
      hls?.destroy()
      release(video)
    },
  }
}

async function hlsClass(): Promise<HlsClass> {
  if (!ours().hls) await loadScript('hls.js')
  const { hls } = ours()
  if (!hls) throw new Error('hls.js did not say what it is.')
  return hls
}

/** Pieces lie beside their playlist, so a new address of the playlist says where they lie from now on. */
class Addresses {
  /** One more with each renewal, which is once in ten minutes. */
  private readonly earlier: string[] = []
  private folder: string

  constructor(url: string) {
    this.folder = folderOf(url)
  }

  now(url: string): string {
    const old = this.earlier.find((folder) => url.indexOf(folder) === 0)
    return old === undefined ? url : this.folder + url.slice(old.length)
  }

  /** `false` where the new address differs elsewhere: then nobody knows what it means for the pieces. */
  renew(url: string): boolean {
    const folder = folderOf(url)
    if (folder === this.folder) return false
    this.earlier.push(this.folder)
    this.folder = folder
    return true
  }
}

function folderOf(url: string): string {
  return (/^[^?#]*\//.exec(url) ?? [''])[0]
}
