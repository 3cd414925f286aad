"""Turning segmentation and checksum offload off, so that frames are what a wire would carry."""

OFFLOAD = """
import array, fcntl, socket, struct, sys
plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for command in (0x1F, 0x24, 0x2C, 0x17, 0x19):  # TSO, GSO, GRO, TX checksums, scatter-gather
    value = array.array("B", struct.pack("II", command, 0))
    try:
        fcntl.ioctl(plain, 0x8946, struct.pack("16sP8x", sys.argv[1].encode(), value.buffer_info()[0]))
    except OSError:
        pass
"""
