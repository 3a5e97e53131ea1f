import type { Parts } from '../parts.ts'

const SENTENCES = {
  remote: 'The device was given up from its remote.',
  app: 'An app gave up its account, or lost it.',
}

/**
 * Ends a binding, an app's grant with it, and tells whoever listens on that device. Where there is none (any more) it
 * does nothing.
 *
 * @param bindingId `null` means the current one
 * @param by for the log
 */
export async function endBinding(
  parts: Parts,
  deviceId: string,
  bindingId: string | null,
  by: keyof typeof SENTENCES,
): Promise<void> {
  if (!(await parts.store.unbind(deviceId, bindingId))) return
  parts.log.info({ deviceId }, SENTENCES[by])
  await parts.notifier.notify(deviceId, 'DeviceUnbound')
}
