/** The numbers of DWARF that we use. DWARF 5, section 7 ("Data Representation"). */

export const DW_TAG = {
  array_type: 0x01,
  class_type: 0x02,
  enumeration_type: 0x04,
  formal_parameter: 0x05,
  member: 0x0d,
  pointer_type: 0x0f,
  reference_type: 0x10,
  structure_type: 0x13,
  typedef: 0x16,
  union_type: 0x17,
  inlined_subroutine: 0x1d,
  subrange_type: 0x21,
  base_type: 0x24,
  const_type: 0x26,
  subprogram: 0x2e,
  variant_part: 0x33,
  volatile_type: 0x35,
  restrict_type: 0x37,
  namespace: 0x39,
  rvalue_reference_type: 0x42,
  atomic_type: 0x47,
} as const;

export const DW_AT = {
  location: 0x02,
  name: 0x03,
  byte_size: 0x0b,
  stmt_list: 0x10,
  low_pc: 0x11,
  high_pc: 0x12,
  comp_dir: 0x1b,
  producer: 0x25,
  abstract_origin: 0x31,
  calling_convention: 0x36,
  count: 0x37,
  data_member_location: 0x38,
  decl_file: 0x3a,
  decl_line: 0x3b,
  encoding: 0x3e,
  frame_base: 0x40,
  specification: 0x47,
  type: 0x49,
  entry_pc: 0x52,
  ranges: 0x55,
  call_file: 0x58,
  call_line: 0x59,
  bit_size: 0x0d,
  linkage_name: 0x6e,
  str_offsets_base: 0x72,
  addr_base: 0x73,
  rnglists_base: 0x74,
  dwo_name: 0x76,
  /** `linkage_name` before DWARF 4. */
  MIPS_linkage_name: 0x2007,
  /** The split units of GNU, before DWARF 5. */
  GNU_dwo_name: 0x2130,
  GNU_dwo_id: 0x2131,
  GNU_ranges_base: 0x2132,
  GNU_addr_base: 0x2133,
} as const;

export const DW_FORM = {
  addr: 0x01,
  block2: 0x03,
  block4: 0x04,
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  block1: 0x0a,
  data1: 0x0b,
  flag: 0x0c,
  sdata: 0x0d,
  strp: 0x0e,
  udata: 0x0f,
  ref_addr: 0x10,
  ref1: 0x11,
  ref2: 0x12,
  ref4: 0x13,
  ref8: 0x14,
  ref_udata: 0x15,
  indirect: 0x16,
  sec_offset: 0x17,
  exprloc: 0x18,
  flag_present: 0x19,
  strx: 0x1a,
  addrx: 0x1b,
  ref_sup4: 0x1c,
  strp_sup: 0x1d,
  data16: 0x1e,
  line_strp: 0x1f,
  ref_sig8: 0x20,
  implicit_const: 0x21,
  loclistx: 0x22,
  rnglistx: 0x23,
  ref_sup8: 0x24,
  strx1: 0x25,
  strx2: 0x26,
  strx3: 0x27,
  strx4: 0x28,
  addrx1: 0x29,
  addrx2: 0x2a,
  addrx3: 0x2b,
  addrx4: 0x2c,
  GNU_addr_index: 0x1f01,
  GNU_str_index: 0x1f02,
  GNU_ref_alt: 0x1f20,
  GNU_strp_alt: 0x1f21,
} as const;

export const DW_UT = { type: 0x02, skeleton: 0x04, split_compile: 0x05, split_type: 0x06 } as const;

/** Columns of .debug_cu_index, i.e. the sections that a package has parts of. The last one only in version 5. */
export const DW_SECT = { info: 1, abbrev: 3, line: 4, str_offsets: 6, rnglists: 8 } as const;

/** Encodings of base types. */
export const DW_ATE = {
  boolean: 0x02,
  float: 0x04,
  signed: 0x05,
  signed_char: 0x06,
  unsigned: 0x07,
  unsigned_char: 0x08,
  UTF: 0x10,
} as const;

/** `DW_AT_calling_convention`: the function's arguments are not where the ABI puts them. */
export const DW_CC_nocall = 0x03;

/** Operations of location expressions. */
export const DW_OP = {
  /** Contents of x86-64 register 6, rbp, as a location. */
  reg6: 0x56,
  /** The same of register 7, rsp. */
  reg7: 0x57,
  fbreg: 0x91,
  call_frame_cfa: 0x9c,
} as const;

/** Entries of a file or directory in a version 5 line-number header. */
export const DW_LNCT = { path: 0x1, directory_index: 0x2 } as const;

/** Entries of .debug_rnglists. */
export const DW_RLE = {
  end_of_list: 0x00,
  base_addressx: 0x01,
  startx_endx: 0x02,
  startx_length: 0x03,
  offset_pair: 0x04,
  base_address: 0x05,
  start_end: 0x06,
  start_length: 0x07,
} as const;
