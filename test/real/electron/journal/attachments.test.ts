/** Files of incidents, on a real disk: named by their hash, and told when they are not what they were. Issue 6, the incident. */
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createUploads } from '../../../../electron/console/uploads.ts'
import { openAttachments, shaOf } from '../../../../electron/journal/attachments.ts'
import { PictureError, readPicture } from '../../../../electron/journal/picture.ts'
import { pictureLimits } from '../../../../shared/attachment.ts'
import { folder } from './parts.ts'

/** Heads of real files: what an encoder wrote of a picture of 640 × 480. */
const png = (width = 640, height = 480): Buffer => {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080600000000000000', 'hex')
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return head
}
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc000110801e0028003012200021101031101ffd9', 'hex')
const webp = (kind: string, body: string): Buffer => Buffer.concat([Buffer.from('RIFF'), Buffer.from('24000000', 'hex'), Buffer.from(`WEBP${kind}`), Buffer.from('18000000', 'hex'), Buffer.from(body.padEnd(40, '0'), 'hex')])
const failure = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof PictureError ? error.message : String(error)
  }
}

describe('an attachment', () => {
  it('is named by what it holds, once, and comes back whole', async () => {
    const dir = join(folder(), 'attachments')
    const { put, get } = openAttachments(dir)
    const sha = await put(png())
    expect([sha, await put(png())]).toEqual([shaOf(png()), sha])
    expect(readdirSync(dir)).toEqual([sha])
    expect(await get(sha)).toEqual({ state: 'whole', bytes: png() })
  })

  it('that is gone, or was changed, is said to be so', async () => {
    const dir = join(folder(), 'attachments')
    const { put, get } = openAttachments(dir)
    const sha = await put(png())
    writeFileSync(join(dir, sha), png(641))
    expect(await get(sha)).toEqual({ state: 'changed' })
    // The same picture again mends it.
    await put(png())
    expect((await get(sha)).state).toBe('whole')
    rmSync(join(dir, sha))
    expect(await get(sha)).toEqual({ state: 'lost' })
    mkdirSync(join(dir, sha))
    expect(await get(sha)).toEqual({ state: 'lost' })
    symlinkSync(join(dir, 'nowhere'), join(dir, shaOf(jpeg)))
    expect(await get(shaOf(jpeg))).toEqual({ state: 'lost' })
  })

  it.each(['../journal.sqlite', '..%2f..%2fetc%2fpasswd', '/etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(64)}/..`, `${'a'.repeat(63)}\0`])('is asked for by no other name: %j', async (name) => {
    const home = folder()
    writeFileSync(join(home, 'journal.sqlite'), 'x')
    await expect(openAttachments(join(home, 'attachments')).get(name)).rejects.toThrow('is no SHA-256')
  })
})

describe('a picture', () => {
  it('says its type and size by its own bytes', () => {
    expect(readPicture(png())).toEqual({ type: 'image/png', width: 640, height: 480, bytes: 33 })
    expect(readPicture(jpeg)).toEqual({ type: 'image/jpeg', width: 640, height: 480, bytes: jpeg.length })
    expect(readPicture(webp('VP8X', '000000007f0200df0100'))).toMatchObject({ type: 'image/webp', width: 640, height: 480 })
    expect(readPicture(webp('VP8L', '2f7fc27700'))).toMatchObject({ type: 'image/webp', width: 640, height: 480 })
  })

  it.each([
    ['<svg onload="alert(1)"/>'], ['<script>'], ['GIF89a'], ['%PDF-1.7'], ['\x89PNG'], [''],
  ])('is nothing else, whatever its name says: %j', (text) => {
    expect(failure(() => readPicture(Buffer.from(text, 'latin1')))).toContain('no PNG, JPEG or WebP')
  })

  it('that would fill the memory when it is drawn is refused by its own size', () => {
    expect(failure(() => readPicture(png(50_000, 50_000)))).toContain('50000 × 50000 pixels')
    expect(failure(() => readPicture(png(0, 5)))).toContain('no size')
    expect(failure(() => readPicture(Buffer.concat([png(), Buffer.alloc(pictureLimits.bytes)])))).toContain('bytes')
    expect(failure(() => readPicture(jpeg.subarray(0, 20)))).toContain('no PNG')
    // A length of a segment that leads nowhere ends.
    expect(failure(() => readPicture(Buffer.from('ffd8ffe1ffffff', 'hex')))).toContain('no PNG')
  })

  it('comes in parts, in their order, and lies on disk only when it is whole and good', async () => {
    const dir = join(folder(), 'attachments')
    const upload = createUploads(openAttachments(dir))
    const [first, second] = [png().subarray(0, 20).toString('base64'), png().subarray(20).toString('base64')]
    expect(await upload({ upload: 'paste-001', part: 0, of: 2, data: first })).toBeNull()
    expect(existsSync(dir)).toBe(false)
    expect(await upload({ upload: 'paste-001', part: 1, of: 2, data: second })).toEqual({ sha: shaOf(png()), type: 'image/png', width: 640, height: 480, bytes: 33 })
    await expect(upload({ upload: 'paste-002', part: 1, of: 2, data: second })).rejects.toThrow('out of order')
    await expect(upload({ upload: 'paste-003', part: 0, of: 1, data: Buffer.from('<svg/>').toString('base64') })).rejects.toThrow('no PNG')
    const whole = Buffer.alloc(pictureLimits.bytes / 2 + 1).toString('base64')
    await upload({ upload: 'paste-004', part: 0, of: 3, data: whole })
    await expect(upload({ upload: 'paste-004', part: 1, of: 3, data: whole })).rejects.toThrow('more than')
    expect(readdirSync(dir)).toEqual([shaOf(png())])
  })
})
