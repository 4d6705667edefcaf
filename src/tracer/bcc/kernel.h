/*
 * What bcc's own headers and its trace take from the kernel's headers, x86-64, Linux 5.0 and later: bccKernel.sh puts this text in
 * the place of all of them, with the kernel's version before it. Nothing in here changes between kernels; types and constants are
 * those of its interface to programs (include/uapi, arch/x86/include/uapi/asm).
 */

#define KERNEL_VERSION(major, minor, patch) (((major) << 16) + ((minor) << 8) + (patch))
#define LINUX_VERSION_CODE KERNEL_VERSION(RT_MAJOR, RT_MINOR, 0)

/* Without it bcc refuses; whether it is true the kernel says. */
#define CONFIG_BPF_SYSCALL 1

typedef signed char __s8, s8;
typedef unsigned char __u8, u8;
typedef short __s16, s16;
typedef unsigned short __u16, u16, __be16, __le16, __sum16;
typedef int __s32, s32, pid_t;
typedef unsigned int __u32, u32, __be32, __le32, __wsum;
typedef long long __s64, s64;
typedef unsigned long long __u64, u64, __be64, __le64;
typedef u64 __aligned_u64 __attribute__((aligned(8)));
typedef unsigned long size_t, uintptr_t;
typedef _Bool bool;

#define true 1
#define false 0
#define NULL ((void *)0)
#define __bitwise
#define __always_inline inline __attribute__((always_inline))

/* Of a thread's name, with the NUL. */
#define TASK_COMM_LEN 16

/* As user_regs_struct(5) has them. */
struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};
