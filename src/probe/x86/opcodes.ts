/**
 * Which bytes follow an x86-64 opcode: the opcode maps of the Intel SDM, vol. 2, appendix A, one letter an opcode.
 *
 *     .  nothing                     m  ModR/M                      j  rel32
 *     b  imm8                        B  ModR/M and imm8             w  imm16
 *     z  imm16 or imm32              Z  ModR/M and imm16 or imm32   v  imm16, imm32 or imm64
 *     g  ModR/M, imm8 with /0, /1    G  the same with imm16, imm32  e  imm16 and imm8
 *     o  an address of 8 bytes       x  invalid in 64-bit code, a prefix, or what no compiler of ours emits
 */

export const ONE_BYTE = rows(
  'mmmmbzxxmmmmbzxx', // 00
  'mmmmbzxxmmmmbzxx', // 10
  'mmmmbzxxmmmmbzxx', // 20
  'mmmmbzxxmmmmbzxx', // 30
  'xxxxxxxxxxxxxxxx', // 40: REX
  '................', // 50
  'xxxmxxxxzZbB....', // 60
  'bbbbbbbbbbbbbbbb', // 70
  'BZxBmmmmmmmmmmmm', // 80
  '..........x.....', // 90
  'oooo....bz......', // a0
  'bbbbbbbbvvvvvvvv', // b0
  'BBw.xxBZe.w..bx.', // c0
  'mmmmxxx.mmmmmmmm', // d0
  'bbbbbbbbjjxb....', // e0
  'x.xx..gG......mm', // f0
);

/** Behind 0f. VEX and EVEX instructions of the same map have the same bytes. */
export const TWO_BYTE = rows(
  'mmmmx.....x.xm.B', // 00
  'mmmmmmmmmmmmmmmm', // 10
  'xxxxxxxxmmmmmmmm', // 20
  '......x.xxxxxxxx', // 30: 38 and 3a lead to further maps, all ModR/M, with imm8 behind 3a
  'mmmmmmmmmmmmmmmm', // 40
  'mmmmmmmmmmmmmmmm', // 50
  'mmmmmmmmmmmmmmmm', // 60
  'BBBBmmm.xxxxmmmm', // 70
  'jjjjjjjjjjjjjjjj', // 80
  'mmmmmmmmmmmmmmmm', // 90
  '...mBmxx...mBmmm', // a0
  'mmmmmmmmmmBmmmmm', // b0
  'mmBmBBBm........', // c0
  'mmmmmmmmmmmmmmmm', // d0
  'mmmmmmmmmmmmmmmm', // e0
  'mmmmmmmmmmmmmmmm', // f0
);

/** Whether the second map has a vector instruction there: `-` none, `v` a VEX one, `e` an EVEX one, `*` both. */
export const VECTOR = rows(
  '----------------', // 00
  '****************'.slice(0, 8) + '--------', // 10
  '--------********', // 20
  '----------------', // 30
  '-vv-vvvv--vv----', // 40: masks
  '****************', // 50
  '****************', // 60
  '*******veeeevv**', // 70
  '----------------', // 80
  'vvvv----vv------', // 90: masks
  '--------------v-', // a0
  '----------------', // b0
  '--*-***---------', // c0
  '****************', // d0
  '****************', // e0
  '***************-', // f0
);

function rows(...lines: readonly string[]): string {
  return lines.join('');
}
