/** A link as a picture for a telephone's or a wall's camera. Always dark on light: many cameras read nothing else. */
import { useMemo } from 'react'
import { encode } from 'uqr'

/** The quiet edge that the standard asks for, in modules. */
const border = 4

export function QrCode({ text, label, size }: { readonly text: string; readonly label: string; readonly size: number }) {
  const { path, modules } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border })
    return { modules: code.size, path: code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('') }
  }, [text])
  return (
    <svg role="img" aria-label={label} width={size} height={size} viewBox={`0 0 ${modules} ${modules}`} shapeRendering="crispEdges">
      <rect width={modules} height={modules} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  )
}
