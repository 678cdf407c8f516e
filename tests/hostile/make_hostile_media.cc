// make_hostile_media FOLDER [SEED]: makes the malformed media and prints, one a line, the path, a
// tabulator and the fragment that the error message for it must hold. A line feed in a path is
// printed as a space, which is how error messages print it too.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/hostile/hostile_media.h"

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: %s FOLDER [SEED]\n", argv[0]);
    return 2;
  }
  const auto files =
      tributary::hostile::make_hostile_media(argv[1], argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 1);
  if (!files) {
    std::fprintf(stderr, "%s\n", files.error().message.c_str());
    return 1;
  }
  for (const auto& file : *files) {
    std::string path = file.path.string();
    std::replace(path.begin(), path.end(), '\n', ' ');
    std::printf("%s\t%s\n", path.c_str(), file.expected_fragment.c_str());
  }
  return 0;
}
