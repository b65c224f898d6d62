#include "core/base/hash.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace lorikeet {
namespace {

class Sha256 {
public:
    Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free)
    {
        LK_ASSERT(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
    }
    void add(const void* bytes, size_t size) { LK_ASSERT(EVP_DigestUpdate(context_.get(), bytes, size) == 1); }
    std::string hex()
    {
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned int size = 0;
        LK_ASSERT(EVP_DigestFinal_ex(context_.get(), digest, &size) == 1);
        std::string result;
        for (unsigned int i = 0; i < size; ++i)
            result += fmt::format("{:02x}", digest[i]);
        return result;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

} // namespace

std::string sha256Hex(std::string_view bytes)
{
    Sha256 hash;
    hash.add(bytes.data(), bytes.size());
    return hash.hex();
}

std::string sha256HexOfFile(const std::string& path)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(toPath(path).c_str(), "rb"), std::fclose);
    if (!file)
        throw Error(Text(LK_TEXT("Can't read %1: %2."), path, std::strerror(errno)),
            LK_TEXT("Check that the file exists and may be read."), ExitCode::Io);
    Sha256 hash;
    std::vector<char> buffer(size_t{1} << 20);
    while (true) {
        const size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get());
        hash.add(buffer.data(), got);
        if (got < buffer.size())
            break;
    }
    if (std::ferror(file.get()))
        throw Error(Text(LK_TEXT("Can't read %1: %2."), path, std::strerror(errno)), LK_TEXT("Check the disk."), ExitCode::Io);
    return hash.hex();
}

} // namespace lorikeet
