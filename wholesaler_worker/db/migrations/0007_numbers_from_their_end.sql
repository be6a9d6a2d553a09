-- A pattern may fix the last digits and leave the first ones open. Read from its end, such a number begins with what is
-- fixed, and one range of this index has all that fit.
CREATE INDEX available_number_from_its_end ON inventory_number (rate_center, reverse(telephone_number))
    INCLUDE (telephone_number, switch) WHERE state = 'available';

-- A number whose aging has ended is freed when its rate center is searched, which asks for those every time.
CREATE INDEX aging_number_by_end ON inventory_number (rate_center, until) WHERE state = 'aging';
