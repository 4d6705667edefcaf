/** How many bytes the value of each form takes. DWARF 5, section 7.5.5 and 7.5.6. Meaning is left to die.ts. */

import type { Cursor } from '../cursor.ts';
import { DW_FORM } from './constants.ts';

/** What the size of a value depends on beside its form. Addresses have eight bytes in all our files. */
export interface Encoding {
  readonly version: number;
  /** 4 in the 32-bit, 8 in the 64-bit DWARF format. */
  readonly offsetBytes: 4 | 8;
}

export const ADDRESS_BYTES = 8;

/** Sizes that the value itself tells; negative, to stand beside fixed sizes in a list of skips. */
const VARIABLE = {
  leb: -1,
  string: -2,
  blockLeb: -3,
  block1: -4,
  block2: -5,
  block4: -6,
  indirect: -7,
} as const;

/** Bytes of a form's value, or one of `VARIABLE`; null for a form that DWARF 5 and GNU do not know. */
function formBytes(form: number, encoding: Encoding): number | null {
  switch (form) {
    case DW_FORM.flag_present:
    case DW_FORM.implicit_const:
      return 0;
    case DW_FORM.data1:
    case DW_FORM.flag:
    case DW_FORM.ref1:
    case DW_FORM.strx1:
    case DW_FORM.addrx1:
      return 1;
    case DW_FORM.data2:
    case DW_FORM.ref2:
    case DW_FORM.strx2:
    case DW_FORM.addrx2:
      return 2;
    case DW_FORM.strx3:
    case DW_FORM.addrx3:
      return 3;
    case DW_FORM.data4:
    case DW_FORM.ref4:
    case DW_FORM.ref_sup4:
    case DW_FORM.strx4:
    case DW_FORM.addrx4:
      return 4;
    case DW_FORM.data8:
    case DW_FORM.ref8:
    case DW_FORM.ref_sup8:
    case DW_FORM.ref_sig8:
      return 8;
    case DW_FORM.data16:
      return 16;
    case DW_FORM.addr:
      return ADDRESS_BYTES;
    case DW_FORM.ref_addr:
      return encoding.version === 2 ? ADDRESS_BYTES : encoding.offsetBytes;
    case DW_FORM.strp:
    case DW_FORM.line_strp:
    case DW_FORM.strp_sup:
    case DW_FORM.sec_offset:
    case DW_FORM.GNU_ref_alt:
    case DW_FORM.GNU_strp_alt:
      return encoding.offsetBytes;
    case DW_FORM.sdata:
    case DW_FORM.udata:
    case DW_FORM.ref_udata:
    case DW_FORM.strx:
    case DW_FORM.addrx:
    case DW_FORM.loclistx:
    case DW_FORM.rnglistx:
    case DW_FORM.GNU_addr_index:
    case DW_FORM.GNU_str_index:
      return VARIABLE.leb;
    case DW_FORM.string:
      return VARIABLE.string;
    case DW_FORM.block:
    case DW_FORM.exprloc:
      return VARIABLE.blockLeb;
    case DW_FORM.block1:
      return VARIABLE.block1;
    case DW_FORM.block2:
      return VARIABLE.block2;
    case DW_FORM.block4:
      return VARIABLE.block4;
    case DW_FORM.indirect:
      return VARIABLE.indirect;
    default:
      return null;
  }
}

/** Moves over one value of the given size. Throws `MalformedError`. */
export function skipValue(cursor: Cursor, bytes: number, encoding: Encoding): void {
  switch (bytes) {
    case VARIABLE.leb:
      cursor.skipLeb();
      break;
    case VARIABLE.string:
      cursor.cStringBytes();
      break;
    case VARIABLE.blockLeb:
      cursor.skip(cursor.uleb());
      break;
    case VARIABLE.block1:
      cursor.skip(cursor.u8());
      break;
    case VARIABLE.block2:
      cursor.skip(cursor.u16());
      break;
    case VARIABLE.block4:
      cursor.skip(cursor.u32());
      break;
    case VARIABLE.indirect: {
      const inner = directForm(cursor);
      skipValue(cursor, knownFormBytes(cursor, inner, encoding), encoding);
      break;
    }
    default:
      cursor.skip(bytes);
  }
}

/** The form that an indirect value names before itself. */
export function directForm(cursor: Cursor): number {
  const form = cursor.uleb();
  if (form === DW_FORM.indirect || form === DW_FORM.implicit_const) throw cursor.malformed(`form ${form} in a value`);
  return form;
}

/** Like `formBytes`, but throws `MalformedError` for an unknown form: what follows it cannot be found. */
export function knownFormBytes(cursor: Cursor, form: number, encoding: Encoding): number {
  const bytes = formBytes(form, encoding);
  if (bytes === null) throw cursor.malformed(`unknown form 0x${form.toString(16)}`);
  return bytes;
}
