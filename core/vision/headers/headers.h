#pragma once
/// @file One header reader a picture format. Each fills size, orientation and completeness, and returns false where not even the size
/// can be told (a cut or nonsensical header).

#include "core/vision/byte_source.h"

namespace lorikeet {

/// By the first bytes; the file's name plays no part.
ImageFormat sniffImageFormat(ByteSource& source);

bool readJpegHeader(ByteSource& source, ImageHeader& header);
bool readPngHeader(ByteSource& source, ImageHeader& header);
bool readWebpHeader(ByteSource& source, ImageHeader& header);
bool readBmpHeader(ByteSource& source, ImageHeader& header);
bool readGifHeader(ByteSource& source, ImageHeader& header);
bool readTiffHeader(ByteSource& source, ImageHeader& header);

/// Whether a WebP holds frames instead of one picture.
bool isAnimatedWebp(ByteSource& source);

/// The orientation tag of an EXIF block that begins with the TIFF header at `start`; 1 where there is none or it is nonsense.
int readExifOrientation(ByteSource& source, uint64_t start);

} // namespace lorikeet
